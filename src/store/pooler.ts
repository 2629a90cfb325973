import { OpsError } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { type Connection, openConnection } from './postgres-connection.ts';

/** So many idle connections of a pooler are looked through; by default it hands out the one that was used last. */
const MOST = 4;

/**
 * Refuses a pooler that gives each transaction whatever connection is free (PgBouncer with `pool_mode = transaction`, and its like):
 * settings of a session, LISTEN and locks of a session would silently be another's. One that keeps a connection for each
 * session passes.
 * @throws OpsError `database.pooler`; the driver's error when the server cannot be reached.
 */
export async function refusePooler(url: string, limits = LIMITS): Promise<void> {
  const opened: Connection[] = [];
  const open = async (): Promise<Connection> => {
    const connection = await openConnection(url, limits);
    opened.push(connection);
    return connection;
  };
  try {
    const first = await open();
    // The process that let us in is the one that answers: nothing stands in between.
    if (!first.isProxied) return;
    const before = await processOf(first);
    for (let look = 0; look < MOST; look += 1) {
      // It keeps what it got, so that the next gets another.
      const other = await open().catch((error: unknown) => {
        if (isOthersStatement(error)) throw error;
        return undefined;
      });
      // A pool that keeps a connection for each session may have no more of them.
      if (other === undefined) return;
      await other.send('begin', [], 'execute');
      if ((await processOf(other)) === before || (await processOf(first)) !== before) throw pooled();
    }
  } catch (error) {
    throw isOthersStatement(error) ? pooled() : error;
  } finally {
    for (const connection of opened) connection.abandon();
  }
}

/** duplicate_prepared_statement, invalid_sql_statement_name: what a session has prepared stands in another's, or is gone. */
const OTHERS_STATEMENT: ReadonlySet<unknown> = new Set(['42P05', '26000']);

function isOthersStatement(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return OTHERS_STATEMENT.has(code) || isOthersStatement(error.cause);
}

async function processOf(connection: Connection): Promise<number> {
  const { rows } = await connection.send('select pg_backend_pid() as pid', [], 'execute');
  return (rows[0] as { readonly pid: number }).pid;
}

function pooled(): OpsError {
  return new OpsError({
    code: 'database.pooler',
    what: 'The database was not used.',
    why: 'DATABASE_URL leads to a pooler that gives every transaction another connection: settings, LISTEN and locks of a session do not hold there.',
    next: 'Let DATABASE_URL lead to Postgres itself, or to a pool with pool_mode = session; Keyturn keeps a small pool of its own.',
  });
}
