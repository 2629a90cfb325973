import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { OpsError } from '../../errors.ts';

export interface HttpSettings {
  /** Exactly these origins may be called, e.g. `https://monitor.twist.io`. */
  readonly origins: readonly string[];
  /** Origins whose names may resolve to private addresses. An origin written with an address or `localhost` may anyway. */
  readonly privateOrigins?: readonly string[];
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/**
 * Decides whether a URL may be called, and at which address. The name is resolved once and the connection goes to
 * the address that was checked, so that a second answer of the name server changes nothing.
 * @throws OpsError when the origin is not listed, the name is unknown, or any of its addresses is internal.
 */
export async function checkedAddress(url: URL, settings: HttpSettings, resolve: Resolve): Promise<string> {
  if (!settings.origins.some((origin) => originOf(origin) === url.origin)) throw notListed(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await resolved(host, resolve);
  const [first] = addresses;
  if (first === undefined) throw unknownHost(host);
  if (!mayBePrivate(url, host, settings)) {
    const internal = addresses.find((address) => !isPublic(address));
    if (internal !== undefined) throw internalAddress(url, internal);
  }
  return first;
}

/** Neither private, loopback, link-local (metadata services), multicast nor reserved, also inside IPv6. */
export function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}

function mayBePrivate(url: URL, host: string, settings: HttpSettings): boolean {
  if (isIP(host) || host === 'localhost') return true;
  return (settings.privateOrigins ?? []).some((origin) => originOf(origin) === url.origin);
}

function originOf(text: string): string {
  return new URL(text).origin;
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (error) {
    throw unknownHost(host, error);
  }
}

function notListed(url: URL): OpsError {
  return new OpsError({
    code: 'http.origin-not-allowed',
    what: `${url.origin} was not called.`,
    why: 'It is not among the addresses that runbooks may call.',
    next: `Add ${url.origin} to the allowed origins in the settings, if it should be called.`,
  });
}

function unknownHost(host: string, cause?: unknown): OpsError {
  return new OpsError(
    {
      code: 'http.unknown-host',
      what: `${host} was not called.`,
      why: 'Its name has no address.',
      next: 'Check the name, and the name server of the host that Keyturn runs on.',
    },
    { cause },
  );
}

function internalAddress(url: URL, address: string): OpsError {
  return new OpsError({
    code: 'http.internal-address',
    what: `${url.origin} was not called.`,
    why: `Its name resolves to ${address}, an internal address.`,
    next: `If that is right, list ${url.origin} among the private origins in the settings.`,
  });
}
