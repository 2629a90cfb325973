import { Fault } from '../errors.ts';
import { LIMITS, type Limits } from './limits.ts';

/**
 * What is relied on, whatever a role, a database or the server's file say. A setting that this server does not have
 * is left out; one that stands as it must is not touched, so that a role that may not set it can connect all the same.
 */
const RELIED_ON: Readonly<Record<string, string>> = {
  // Reading: how values come.
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  // Writing: how text is taken.
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  // What a transaction sees, and what is kept of it.
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  session_replication_role: 'origin',
  row_security: 'on',
  // One plan for whatever values reads a long log from its beginning for every page of it.
  plan_cache_mode: 'auto',
  // Limits beside ours would end what may go on.
  lock_timeout: '0',
  transaction_timeout: '0',
  idle_session_timeout: '0',
};

/** Commits that would not survive a crash of the server, made ones that do; stricter values stay. */
const DURABLE = `case when setting = 'off' then 'on' else setting end`;

/** The same for a client that takes them with its connection only, as pg-boss does: how values are read and written. */
export const SESSION_OPTIONS = `-c datestyle=ISO,MDY -c timezone=UTC -c standard_conforming_strings=on -c default_transaction_isolation=read\\ committed -c statement_timeout=${LIMITS.statementMs}`;

/** Whose first statement it is settles how all that follow are understood. */
export interface Session {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** The first statement on a connection. */
export function sessionOf(limits: Pick<Limits, 'statementMs' | 'idleMs'>): Session {
  const wanted: Record<string, string> = {
    ...RELIED_ON,
    statement_timeout: String(limits.statementMs),
    idle_in_transaction_session_timeout: String(limits.idleMs),
  };
  return {
    text: `
      with wanted (setting_name, wanted) as (
        select key, value from json_each_text($1::text::json)
        union all select name, ${DURABLE} from pg_settings where name = 'synchronous_commit')
      select set_config(name, wanted, false)
      from wanted join pg_settings on lower(name) = setting_name
      where lower(setting) <> lower(wanted)`,
    params: [JSON.stringify(wanted)],
  };
}

/**
 * SQLSTATE of what a server says of a setting that it will not have changed: insufficient_privilege, invalid_parameter_value,
 * cant_change_runtime_param; and query_canceled, where a limit of the role's own ends the very statement that changes it.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const NOT_CHANGED: readonly unknown[] = ['42501', '22023', '55P02', '57014'];

/** What is to be thrown when that statement failed: the settings are to blame only where the server blames them. */
export function sessionFailed(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && NOT_CHANGED.includes(error.code))) return error;
  const why = error.message;
  return new Fault(
    {
      code: 'database.settings',
      what: 'The database was not used.',
      why: `A setting that Keyturn relies on stands otherwise for this role, and may not be changed by it: ${why}.`,
      next: 'Ask the owner of the database for: alter role <the role> reset all; and the same for the database.',
    },
    { cause: error },
  );
}

/** Asks what no setting of a session can mend. */
export const STANDING = `select current_setting('server_encoding') as encoding, current_setting('transaction_read_only') as read_only, pg_backend_pid() as pid`;

/**
 * Refuses a database that cannot hold every text, and a connection that can only read: to a standby, or to a server that
 * was made read-only. Whoever kept it would fail at each write, also long after the database may be written to again.
 * @param row what {@link STANDING} answered
 * @throws Fault `database.encoding`, `database.read-only`
 */
export function refuseStanding(row: unknown): void {
  const { encoding, read_only } = row as { readonly encoding: string; readonly read_only: string };
  if (encoding !== 'UTF8')
    throw new Fault({
      code: 'database.encoding',
      what: 'The database was not used.',
      why: `Its encoding is ${encoding}, which cannot hold every character that people write.`,
      next: "Make another one and name it in DATABASE_URL: create database keyturn encoding 'UTF8' template template0;",
    });
  if (read_only === 'on')
    throw new Fault({
      code: 'database.read-only',
      what: 'The database was not used.',
      why: 'It can only be read: it is a standby, or was made read-only.',
      next: 'Let DATABASE_URL lead to the primary, or take default_transaction_read_only back; Keyturn goes on by itself then.',
    });
}
