import type { Address } from './access.ts';
import { type Answer, openConnection } from './connection.ts';
import { failed, tooMighty } from './failure.ts';

/** Longer than the server takes to stop a statement by itself: what is silent for so long is not there any more. */
const MARGIN_MS = 5_000;
/** A commit may wait for a disk or for a standby; then nobody knows what became of it. */
const COMMIT_MS = 10_000;

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
  /** @throws OpsError for what the server refuses, or does not answer; the signal's reason once it is aborted. */
  statement(text: string, params?: readonly (string | null)[]): Promise<Answer>;
  /** @throws the driver's error, for whoever has to tell whether it was done. */
  commit(): Promise<Answer>;
}

interface Terms extends Address {
  readonly mode: 'read only' | 'read write';
  /** How long the statement may take on the server. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Works in one transaction, which is rolled back unless the work commits it. The connection is for this alone.
 * @throws OpsError for what the server or the way to it refuses; the signal's reason once it is aborted; what the work throws.
 */
export async function inTransaction<T>(
  terms: Terms,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const { database, mode, withinMs, signal } = terms;
  const connection = await openConnection(terms, signal);
  const statement: Transaction['statement'] = async (text, params = []) => {
    try {
      return await connection.send(text, params, withinMs + MARGIN_MS);
    } catch (error) {
      throw failed(database, withinMs, error, signal);
    }
  };
  try {
    await statement(`begin transaction ${mode}`);
    const settings = { ...SETTINGS, statement_timeout: String(withinMs) };
    await statement(SETTLE, [JSON.stringify(settings)]);
    const [[role, mighty] = []] = (await statement(STANDING)).rows;
    if (mighty !== 'false') throw tooMighty(database, role ?? 'that is connected');
    return await work({ statement, commit: () => connection.send('commit', [], COMMIT_MS) });
  } finally {
    await connection.end();
  }
}
