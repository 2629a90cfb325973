import type { Address } from './access.ts';
import { type Connection, openConnection } from './connection.ts';
import { failed, tooMighty } from './failure.ts';

/** Longer than the server takes to stop a statement by itself: what is silent for so long is not there any more. */
const MARGIN_MS = 5_000;
/** What our own statements around it take, on a server that answers. */
const OWN_MS = 10_000;

/** How values are printed and how long things take, whatever the role or the database says; to the end of the transaction. */
const SETTINGS = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '60s',
  // A server that is left in the middle of a statement notices by itself (from version 14 on).
  client_connection_check_interval: '1s',
} as const;

const SETTLE = `select pg_catalog.set_config(s.name, w.value, true)
from (select * from pg_catalog.json_each_text($1::json)) as w(name, value)
join pg_catalog.pg_settings s on pg_catalog.lower(s.name) = pg_catalog.lower(w.name)`;

const STANDING = `select session_user::text, (r.rolsuper or coalesce((
  select pg_catalog.bool_or(pg_catalog.pg_has_role(r.oid, m.oid, 'member')) from pg_catalog.pg_roles m
  where m.rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
), false))::text from pg_catalog.pg_roles r where r.rolname = session_user`;

/** The transaction in which one statement of an author is carried out. */
export interface Transaction {
  /** Sends the statement of an author. */
  statement(text: string, params: readonly (string | null)[]): ReturnType<Connection['send']>;
  /** Sends one of ours. */
  own(text: string): ReturnType<Connection['send']>;
}

interface Terms extends Address {
  readonly mode: 'read only' | 'read write';
  /** How long the statement may take on the server. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Works in one transaction, which is rolled back unless the work commits it. The connection is for this alone.
 * @throws OpsError for what the server or the way to it refuses; the signal's reason once it is aborted.
 */
export async function inTransaction<T>(terms: Terms, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const { database, mode, withinMs, signal } = terms;
  const connection = await openConnection(terms, signal);
  const own: Transaction['own'] = (text) => connection.send(text, [], OWN_MS);
  try {
    await own(`begin transaction ${mode}`);
    const settings = { ...SETTINGS, statement_timeout: String(withinMs) };
    await connection.send(SETTLE, [JSON.stringify(settings)], OWN_MS);
    const [[role, mighty] = []] = (await own(STANDING)).rows;
    if (mighty !== 'false') throw tooMighty(database, role ?? 'that is connected');
    return await work({
      own,
      statement: (text, params) => connection.send(text, params, withinMs + MARGIN_MS),
    });
  } catch (error) {
    throw failed(database, withinMs, error, signal);
  } finally {
    await connection.end();
  }
}
