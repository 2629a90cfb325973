import { Socket } from 'node:net';
import pg from 'pg';
import { CUT_OFF } from './cut-off.ts';
import { hasForgotten } from './forgotten.ts';
import type { Limits } from './limits.ts';
import { refuseStanding, STANDING, sessionFailed, sessionOf } from './session.ts';
import { nameOf } from './statement-name.ts';
import { together } from './together.ts';

/** What came of a statement: its rows, and what the server says it did (`SELECT`, `COMMIT`, `ROLLBACK`…). */
export interface ServerReply {
  readonly rows: readonly unknown[];
  readonly command: string;
}

/**
 * Runs a statement on one connection; those that are sent together share round trips.
 * @param callMs overrides the connection's limit for a statement that may take longer.
 * @throws at once when it cannot be sent.
 */
export type Send = (
  text: string,
  params: readonly unknown[],
  mode: 'all' | 'execute',
  callMs?: number,
) => Promise<ServerReply>;

/** A connection to a server, for one user at a time. */
export interface Connection {
  readonly send: Send;
  /** Whether something stands between here and the server, which answers as another process than let us in. */
  readonly isProxied: boolean;
  /** True once it broke, or failed in a way that leaves its state unknown: nothing is sent on it any more. */
  isLost(): boolean;
  /** True once its session held other statements than were prepared in it: it is for nobody after its user. */
  hasForgotten(): boolean;
  /** Cuts it off: the server rolls back what was open. What is under way on it is rejected. */
  abandon(): void;
  /** Says goodbye, and cuts it off when that finds no ear. */
  end(): Promise<void>;
}

// Drizzle's columns convert these types themselves; the driver must pass the text through untouched: dates, times,
// intervals, and JSON, whose numbers JavaScript would round.
const AS_TEXT: ReadonlySet<number> = new Set([1082, 1083, 1114, 1184, 1186, 1266, 114, 3802]);
const AS_TEXT_ARRAYS: ReadonlySet<number> = new Set([1115, 1182, 1183, 1185, 1187, 1231, 199, 3807]);
const GOODBYE_MS = 1_000;
/** read_only_sql_transaction */
const ONLY_READS = '25006';
const SETTLE_TRIES = 20;

const same = (value: string): string => value;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    AS_TEXT.has(oid) || AS_TEXT_ARRAYS.has(oid) ? same : pg.types.getTypeParser(oid, format as 'text'),
};

/**
 * Opens a connection and settles how it understands what is sent. Whatever happens to it later, what is under way on it
 * is rejected, within `limits.callMs` also when nothing is heard of the server any more.
 * @throws the driver's error when the server cannot be reached, and OpsError `database.settings`.
 */
export async function openConnection(url: string, limits: Limits): Promise<Connection> {
  const socket = new Socket();
  let lost = false;
  let forgetful = false;
  const abandon = (): void => {
    lost = true;
    socket.destroy();
  };
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: limits.connectMs,
    application_name: 'keyturn',
    keepAlive: true,
    pipeline: true,
    stream: () => socket,
    types,
  });
  // A lost connection that nobody listens for would end the process.
  client.on('error', abandon);
  client.on('end', abandon);

  // One write for all that is said before anybody else has a turn: writing is what costs most about a short statement.
  let gathering = false;
  const gather = (): void => {
    if (gathering) return;
    gathering = true;
    socket.cork();
    process.nextTick(() => {
      gathering = false;
      socket.uncork();
    });
  };

  const send: Send = (text, params, mode, callMs = limits.callMs) => {
    if (lost) throw new Error('the connection to Postgres was lost');
    const name = params.length > 0 ? nameOf(text) : undefined;
    const values = params.map(toWire);
    const query = { text, values, query_timeout: callMs, ...(name === undefined ? {} : { name }) };
    gather();
    return answered(
      mode === 'all' ? client.query<unknown[]>({ ...query, rowMode: 'array' }) : client.query<object>(query),
    );
  };

  async function answered(query: Promise<ServerReply>): Promise<ServerReply> {
    try {
      const { rows, command } = await query;
      return { rows, command };
    } catch (error) {
      // Whatever the server did not say itself leaves it unknown what the server did.
      // And one that only reads leads to where nobody can work: the next is opened to whoever is the primary by then.
      if (!(error instanceof pg.DatabaseError) || error.code === ONLY_READS) abandon();
      if (hasForgotten(error)) forgetful = true;
      throw error;
    }
  }

  let isProxied = false;
  try {
    await client.connect();
    const standing = await settled(send, limits);
    refuseStanding(standing);
    // Not among what the driver's types name.
    const { processID } = client as unknown as { readonly processID: number };
    isProxied = (standing as { readonly pid: number }).pid !== processID;
  } catch (error) {
    abandon();
    throw error;
  }
  return {
    send,
    isProxied,
    isLost: () => lost,
    hasForgotten: () => forgetful,
    abandon,
    async end() {
      if (lost) return;
      lost = true;
      const timer = setTimeout(abandon, GOODBYE_MS);
      await client.end();
      clearTimeout(timer);
    },
  };
}

/**
 * Settles how the server understands what is sent, and answers what no setting of a session can mend. A limit of the
 * role's own counts until the first statement has changed it, and can cut off that very statement: then once more, when the
 * others have failed as well. Until then the driver takes them for prepared.
 * @throws OpsError `database.settings` when it may not be settled.
 */
async function settled(send: Send, limits: Limits, triesLeft = SETTLE_TRIES): Promise<unknown> {
  const session = sessionOf(limits);
  try {
    const [, , standing] = await together([
      // By itself and first: a role's own limit could end the statement that looks at all the others.
      send(`set statement_timeout = ${limits.statementMs}`, [], 'execute'),
      send(session.text, session.params, 'execute'),
      send(STANDING, [], 'execute'),
    ]);
    return standing.rows[0];
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    if (error.code === CUT_OFF && triesLeft > 1) return settled(send, limits, triesLeft - 1);
    throw sessionFailed(error);
  }
}

/** A value that cannot be sent must fail here: half of a statement would already be on its way in the driver. */
function toWire(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (value === null || typeof value !== 'object' || Array.isArray(value) || ArrayBuffer.isView(value))
    return value;
  return JSON.stringify(value);
}
