import type pg from 'pg';

/** Sends one statement and waits for its answer. */
export type Send = (query: pg.QueryConfig) => Promise<pg.QueryResult>;

/**
 * Runs `work` between `begin` and `commit`, on a connection that nobody else has meanwhile. A connection that was lost,
 * or whose state is not known, does not go back to the pool; closing it rolls back what was open.
 * @throws whatever `work` throws, after rolling back; the driver's error when the connection is lost.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (send: Send) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onLost = (error: Error): void => {
    broken = error;
  };
  client.on('error', onLost);
  try {
    await client.query('begin');
    const result = await work((query) => client.query(query));
    await commit(client);
    return result;
  } catch (error) {
    broken ??= await rollBack(client);
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(broken);
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  // The server answers a commit after a failed statement with a rollback, and calls it no error.
  if (command !== 'COMMIT') throw new Error('rolled back: a statement that nobody waited for has failed');
}

/** @returns why the connection cannot be used any more, if so. */
async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
