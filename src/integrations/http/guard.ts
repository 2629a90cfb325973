import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { messageOf, OpsError } from '../../errors.ts';
import { kindOfAddress } from '../../values/ip-address.ts';
import { orAborted } from '../../waiting/aborted.ts';
import type { Credential } from './credential.ts';

export interface HttpSettings {
  /**
   * Exactly these origins may be called, e.g. `https://monitor.shop.example`. One that is written with an address or
   * `localhost` may be private.
   */
  readonly origins: readonly string[];
  /** May be called too, and their names may resolve to private addresses. */
  readonly privateOrigins?: readonly string[];
  /** What services know the system by, by name. Absent: none. */
  readonly credentials?: Readonly<Record<string, Credential>>;
}

/** Settings are a system's own: what one may call says nothing about another. */
export type SettingsOf = (system: string) => HttpSettings;

/** All addresses of a host name. It may take as long as the system's resolver likes: whoever asks waits with a limit. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** How long a name server may take. Longer than one of two that is gone, whose time the system's resolver waits first. */
const RESOLVE_MS = 10_000;
/** The name server says that there is none. Whatever else it says (`EAI_AGAIN`, `EAI_FAIL`) may be different in a minute. */
const NO_SUCH_NAME = /^(ENOTFOUND|ENODATA|EAI_NONAME|EAI_NODATA)$/;

export const systemResolve: Resolve = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/**
 * Decides whether a URL may be called, and at which addresses. The name is resolved once and the connection goes to an
 * address that was checked, so that a second answer of the name server changes nothing.
 * @returns at least one address, in the order in which the name server gave them.
 * @param signal ends the wait for the name server.
 * @throws OpsError when the origin is not listed, the name is unknown or not told in time, or any of its addresses may not be
 *   called; the signal's reason when aborted.
 */
export async function checkedAddresses(
  url: URL,
  settings: HttpSettings,
  resolve: Resolve,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const listedAsPrivate = includes(settings.privateOrigins ?? [], url);
  if (!listedAsPrivate && !includes(settings.origins, url)) throw notListed(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host) !== 0;
  const addresses = literal ? [host] : await resolved(host, resolve, signal);
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

async function resolved(
  host: string,
  resolve: Resolve,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), RESOLVE_MS);
  const ends = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
  try {
    return await orAborted(resolve(host), ends);
  } catch (error) {
    signal?.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (limit.signal.aborted)
      throw noNameServer(host, `has not answered within ${RESOLVE_MS / 1_000} s`, error);
    if (NO_SUCH_NAME.test(code ?? '')) throw unknownHost(host, error);
    throw noNameServer(host, `could not tell its address (${code ?? messageOf(error)})`, error);
  } finally {
    clearTimeout(timer);
  }
}

function notListed(url: URL): OpsError {
  if (!/^https?:$/.test(url.protocol)) return otherScheme(url);
  return new OpsError({
    code: 'http.origin-not-allowed',
    what: `${url.origin} was not called.`,
    why: 'It is not among the addresses that runbooks of this system may call.',
    next: `If it should be called, ask an administrator to add ${url.origin} to \`origins\` of the system in keyturn.yaml.`,
  });
}

/** No setting allows it, so that none is named. */
function otherScheme({ protocol }: URL): OpsError {
  return new OpsError({
    code: 'http.other-scheme',
    what: `A ${protocol} address was not called.`,
    why: 'Only http: and https: addresses are called, also where a service redirects to another.',
    next: 'Look at the address in the runbook, and at where the service redirects to.',
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

function noNameServer(host: string, fault: string, cause: unknown): OpsError {
  return new OpsError(
    {
      code: 'http.no-name-server',
      what: `${host} was not called.`,
      why: `The name server ${fault}. Whether the name is right is not known.`,
      next: 'Check the name server and the network of the host that Keyturn runs on, then run it again.',
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
