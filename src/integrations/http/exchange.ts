import {
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { OpsError } from '../../errors.ts';
import { textOf, tooLong } from './body.ts';
import { badHeader, noAnswer, noConnection, stoppedBefore, switchedProtocol } from './failure.ts';

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** The checked address to connect to; the host name still goes into the Host header and the TLS handshake. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Looks once more whether the request may be made: before a connection is, and when it stands. @throws when it may not. */
  readonly begin: () => void;
}

export interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/**
 * One request and its whole answer, over a connection of its own.
 * @throws OpsError `http.no-connection` when nothing was sent; when it may have been received, `http.no-answer`,
 *   `http.answer-too-long`, or `http.unreadable-answer`; the signal's reason when aborted after something may have been sent.
 */
export async function exchange(given: Exchange): Promise<Reply> {
  given.signal.throwIfAborted();
  checkHeaders(given);
  given.begin();
  let sent = false;
  try {
    const response = await send(given, () => {
      sent = true;
    });
    const text = await readBounded(response, given);
    return { status: response.statusCode ?? 0, location: response.headers.location, text };
  } catch (error) {
    // Whoever was stopped before the connection stood has sent nothing, which is worth more than who stopped it.
    if (given.signal.aborted) throw sent ? given.signal.reason : stoppedBefore(given.url, error);
    if (error instanceof OpsError) throw error;
    throw sent ? noAnswer(given.url, error) : noConnection(given.url, error);
  }
}

/** Here and not by Node, whose error would be told as a service that is not up, and may name the value. */
function checkHeaders({ url, headers }: Exchange): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw badHeader(url, name, value);
    }
  }
}

function send(given: Exchange, onConnected: () => void): Promise<IncomingMessage> {
  const start = given.url.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const outgoing = start(
      given.url,
      {
        method: given.method,
        headers: {
          'accept-encoding': 'identity',
          'user-agent': 'keyturn',
          ...given.headers,
          // Node leaves it out for GET and DELETE: the body would then be read as the next request.
          ...(given.body === null ? {} : { 'content-length': String(Buffer.byteLength(given.body)) }),
        },
        agent: false,
        lookup: fixedLookup(given.address),
        signal: given.signal,
      },
      resolve,
    );
    outgoing.once('socket', (socket) => {
      socket.once(given.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        try {
          // A connection may take long to stand, and a process that slept meanwhile hears of it before any of its timers.
          given.begin();
        } catch (error) {
          outgoing.destroy(error as Error);
          return;
        }
        onConnected();
        outgoing.end(given.body ?? undefined);
      });
    });
    outgoing.once('error', reject);
    // Nobody asked for another protocol, and what follows is no answer of HTTP.
    outgoing.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(switchedProtocol(given.url));
    });
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
  return textOf(Buffer.concat(chunks), response.headers, url, maxBytes);
}
