import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { readJson } from '../../values/json.ts';
import type { Io } from '../integration.ts';
import { fillSecrets, secretText } from '../secret-text.ts';
import { credentialHeader } from './credential.ts';
import { type Exchange, exchange, type Reply } from './exchange.ts';
import { checkedAddresses, type HttpSettings, type Resolve } from './guard.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export const requestInput = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']),
  url: z.url(),
  headers: z.record(z.string(), secretText),
  /** The credential of the system that is sent with it. Absent: none. */
  credential: z.string().optional(),
  /** The body's text, or null for none. */
  body: secretText.nullable(),
  /** Bytes of the answer that are read at most. */
  maxBytes: z.number().int().positive(),
  /** Whether the request may change something, whatever its method. Absent: a GET or HEAD only reads. */
  changes: z.boolean().optional(),
  /** Longest time to the whole answer that is no delay, in milliseconds. Absent: none is too long. */
  withinMs: z.number().int().positive().optional(),
});
export type RequestInput = z.infer<typeof requestInput>;

/**
 * Calls a URL. Redirects are followed by hand, for a GET that only reads, and each one is checked like the first URL; a redirect
 * to another origin gets none of the headers, and so no credential. A body, which may hold secrets, goes to no other origin.
 * @returns `{ status, body, ms }`; `body` is parsed when it is JSON, else text. With a limit of time `late` beside it: by the figure
 *   itself, which nobody may read any more where it holds a secret.
 * @throws OpsError when the URL is not allowed or does not answer, and `http.no-connection` when aborted before anything was
 *   sent; the signal's reason when aborted later.
 */
export async function request(
  input: RequestInput,
  io: Io,
  settings: HttpSettings,
  resolve: Resolve,
): Promise<Json> {
  const startedAt = performance.now();
  const first = new URL(input.url);
  const headers = {
    ...Object.fromEntries(
      Object.entries(input.headers).map(([name, text]) => [name, fillSecrets(text, io)] as const),
    ),
    ...(input.credential === undefined
      ? {}
      : credentialHeader(input.credential, first, settings.credentials ?? {})),
  };
  const body = input.body === null ? null : fillSecrets(input.body, io);
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const here = url;
    const addresses = await io.aside(() => checkedAddresses(here, settings, resolve, io.signal));
    const asking = exchangeAtOneOf(addresses, {
      method: input.method,
      url,
      headers: url.origin === first.origin ? headers : {},
      body,
      maxBytes: input.maxBytes,
      signal: io.signal,
      begin: io.begin,
    });
    // Behind a redirect something was sent before: being stopped there is no word that nothing was.
    const reply = await asking.catch((error: unknown) => {
      if (redirects > 0) io.signal.throwIfAborted();
      throw error;
    });
    const next = redirectOf(input, reply, url);
    if (next !== undefined && body !== null && next.origin !== first.origin) throw ledAway(first, next);
    if (next === undefined) {
      const ms = Math.round(performance.now() - startedAt);
      const { withinMs } = input;
      const lateness = withinMs === undefined ? {} : { late: ms > withinMs };
      return { status: reply.status, body: parsed(reply.text), ms, ...lateness };
    }
    url = next;
  }
  throw new OpsError({
    code: 'http.too-many-redirects',
    what: `${first.origin} was not read.`,
    why: `It redirected more than ${MAX_REDIRECTS} times.`,
    next: 'Write the final URL into the runbook.',
  });
}

/** Without its body it would be another question, and the answer one to that. */
function ledAway(from: URL, to: URL): OpsError {
  return new OpsError({
    code: 'http.redirected-away',
    what: `${from.origin} was not read.`,
    why: `It redirected to ${to.origin}, and what the request carries is meant for ${from.origin} alone.`,
    next: 'Write the final URL into the runbook, if it is right that the body goes there.',
  });
}

/** The next address is tried only while nothing was sent. */
async function exchangeAtOneOf(
  addresses: readonly string[],
  given: Omit<Exchange, 'address'>,
): Promise<Reply> {
  const [address = '', ...others] = addresses;
  try {
    return await exchange({ ...given, address });
  } catch (error) {
    const unreached = error instanceof OpsError && error.code === 'http.no-connection';
    if (!unreached || others.length === 0 || given.signal.aborted) throw error;
    return exchangeAtOneOf(others, given);
  }
}

function redirectOf(input: RequestInput, reply: Reply, from: URL): URL | undefined {
  if (
    (input.method !== 'GET' && input.method !== 'HEAD') ||
    input.changes === true ||
    reply.location === undefined ||
    !REDIRECTS.has(reply.status)
  )
    return undefined;
  return URL.canParse(reply.location, from.href) ? new URL(reply.location, from) : undefined;
}

/** Not JSON, or none that can be kept exactly: the text itself is the answer. */
function parsed(text: string): Json {
  const read = readJson(text);
  return 'value' in read ? read.value : text;
}
