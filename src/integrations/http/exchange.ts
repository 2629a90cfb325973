import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { messageOf, OpsError } from '../../errors.ts';

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** The checked address to connect to; the host name still goes into the Host header and the TLS handshake. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/**
 * One request and its whole answer, over a connection of its own.
 * @throws OpsError `http.no-connection` when nothing was sent, `http.no-answer` when it may have been received.
 */
export async function exchange(given: Exchange): Promise<Reply> {
  given.signal.throwIfAborted();
  let sent = false;
  try {
    const response = await send(given, () => {
      sent = true;
    });
    const text = await readBounded(response, given);
    return { status: response.statusCode ?? 0, location: response.headers.location, text };
  } catch (error) {
    given.signal.throwIfAborted();
    if (error instanceof OpsError) throw error;
    throw sent ? noAnswer(given.url, error) : noConnection(given.url, error);
  }
}

function send(given: Exchange, onConnected: () => void): Promise<IncomingMessage> {
  const start = given.url.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const outgoing = start(
      given.url,
      {
        method: given.method,
        headers: { 'accept-encoding': 'identity', 'user-agent': 'keyturn', ...given.headers },
        agent: false,
        lookup: fixedLookup(given.address),
        signal: given.signal,
      },
      resolve,
    );
    outgoing.once('socket', (socket) => {
      socket.once(given.url.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
    });
    outgoing.once('error', reject);
    outgoing.end(given.body ?? undefined);
  });
}

/** Answers every question with the one address that was checked. */
function fixedLookup(address: string): NonNullable<RequestOptions['lookup']> {
  const family = isIPv6(address) ? 6 : 4;
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

async function readBounded(response: IncomingMessage, { maxBytes, url }: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the connection.
    if (bytes > maxBytes) throw tooLong(url, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function noConnection(url: URL, cause: unknown): OpsError {
  return new OpsError(
    {
      code: 'http.no-connection',
      what: `${url.origin} was not reached.`,
      why: `No connection: ${reasonOf(cause)}.`,
      next: 'Check that the service is up and reachable from the host that Keyturn runs on, then run it again.',
    },
    { cause },
  );
}

function noAnswer(url: URL, cause: unknown): OpsError {
  return new OpsError(
    {
      code: 'http.no-answer',
      what: `${url.origin} did not answer to the end.`,
      why: `The connection broke: ${reasonOf(cause)}.`,
      next: 'Look at the service itself: it may have acted on the request.',
    },
    { cause },
  );
}

function tooLong(url: URL, maxBytes: number): OpsError {
  return new OpsError({
    code: 'http.answer-too-long',
    what: `The answer of ${url.origin} was not read.`,
    why: `It is longer than ${Math.round(maxBytes / 1024)} KiB.`,
    next: 'Ask for less in the URL (a limit, a filter, a time range).',
  });
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}
