import { Socket } from 'node:net';
import pg from 'pg';
import { orAborted } from '../../waiting/aborted.ts';
import type { Address } from './access.ts';
import { notConnected, tooMuch } from './failure.ts';

/** What the server answers to one statement: every value as the text that it sent, `null` where there is none. */
export interface Answer {
  /** What it says it did, e.g. `SELECT` or `UPDATE`. */
  readonly command: string;
  /** Rows that it says it gave or changed; null where it does not count. */
  readonly count: number | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A connection to a server for one statement of an author and what stands around it. */
export interface Connection {
  /**
   * Sends one statement by the extended protocol, which takes no second one, and waits at most so long.
   * @throws the driver's error, or what stopped the wait: then nothing is sent on this connection any more.
   */
  send(text: string, params: readonly (string | null)[], waitMs: number): Promise<Answer>;
  /** Leaves: the server rolls back what was not committed. Never waits long. */
  end(): Promise<void>;
}

const CONNECT_MS = 10_000;
/** Bytes that the server may send altogether: a longer answer would fill the memory of this process. */
const MOST_BYTES = 8 * 1024 * 1024;
const LOOK_MS = 10;
const GOODBYE_MS = 1_000;

/** Whatever a value is, its text is what the server printed: a number in JavaScript would be rounded. */
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/**
 * Connects, and cuts off whatever is under way as soon as the signal aborts.
 * @throws OpsError `sql.no-connection`; the signal's reason when it is aborted.
 */
export async function openConnection({ database, url }: Address, signal: AbortSignal): Promise<Connection> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'keyturn',
    stream: () => socket,
    types: AS_TEXT,
  });
  // A lost connection that nobody listens for would end the process; who waits for an answer is told by that.
  client.on('error', () => {});
  const over = new AbortController();
  const guard = setInterval(() => {
    if (socket.bytesRead > MOST_BYTES) over.abort(tooMuch(database, `${MOST_BYTES / 1024 / 1024} MiB`));
  }, LOOK_MS);
  const close = (): void => {
    clearInterval(guard);
    socket.destroy();
  };
  try {
    await orAborted(client.connect(), signal);
  } catch (error) {
    close();
    if (signal.aborted) throw error;
    throw notConnected(database, error);
  }
  return {
    async end() {
      // Whoever goes without a word is written up in the log of the server.
      if (!socket.destroyed) await orAborted(client.end(), AbortSignal.timeout(GOODBYE_MS)).catch(() => {});
      close();
    },
    async send(text, params, waitMs) {
      const query = { text, values: [...params], rowMode: 'array' as const, queryMode: 'extended' };
      const stop = AbortSignal.any([signal, over.signal, AbortSignal.timeout(waitMs)]);
      try {
        const { command, rowCount, fields, rows } = await orAborted(
          client.query<(string | null)[]>(query),
          stop,
        );
        return { command, count: rowCount, columns: fields.map(({ name }) => name), rows };
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) close();
        throw error;
      }
    },
  };
}
