import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { OpsError } from '../../errors.ts';
import { kindOfAddress } from './address.ts';

export interface HttpSettings {
  /**
   * Exactly these origins may be called, e.g. `https://monitor.twist.io`. One that is written with an address or
   * `localhost` may be private.
   */
  readonly origins: readonly string[];
  /** May be called too, and their names may resolve to private addresses. */
  readonly privateOrigins?: readonly string[];
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const systemResolve: Resolve = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/**
 * Decides whether a URL may be called, and at which addresses. The name is resolved once and the connection goes to an
 * address that was checked, so that a second answer of the name server changes nothing.
 * @returns at least one address, in the order in which the name server gave them.
 * @throws OpsError when the origin is not listed, the name is unknown, or any of its addresses may not be called.
 */
export async function checkedAddresses(
  url: URL,
  settings: HttpSettings,
  resolve: Resolve,
): Promise<readonly string[]> {
  const listedAsPrivate = includes(settings.privateOrigins ?? [], url);
  if (!listedAsPrivate && !includes(settings.origins, url)) throw notListed(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host) !== 0;
  const addresses = literal ? [host] : await resolved(host, resolve);
  if (addresses.length === 0) throw unknownHost(host);
  const mayBePrivate = listedAsPrivate || literal || host === 'localhost';
  for (const address of addresses) {
    const kind = kindOfAddress(address);
    if (kind === 'forbidden') throw forbiddenAddress(url, address);
    if (kind === 'private' && !mayBePrivate) throw internalAddress(url, address);
  }
  return addresses;
}

function includes(origins: readonly string[], url: URL): boolean {
  return origins.some((origin) => originOf(origin) === url.origin);
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
    next: `If it should be called, ask an administrator to add ${url.origin} to \`origins\` of the system in keyturn.yaml.`,
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
    next: `If that is right, ask an administrator to list ${url.origin} under \`privateOrigins\` of the system in keyturn.yaml.`,
  });
}

function forbiddenAddress(url: URL, address: string): OpsError {
  return new OpsError({
    code: 'http.forbidden-address',
    what: `${url.origin} was not called.`,
    why: `It leads to ${address}, where clouds hand out credentials, or which is no service's address.`,
    next: 'No setting allows it. If the name should lead elsewhere, find out who changed its name server, and tell security.',
  });
}
