import type { Connection } from './postgres-connection.ts';

/**
 * Runs `work` between `begin` and `commit`. A connection that was lost, or whose rollback failed, is abandoned: closing
 * it rolls back what was open.
 * @throws whatever `work` throws, after rolling back; the driver's error when the connection is lost.
 */
export async function inTransaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.send('begin', [], 'execute');
  try {
    const result = await work();
    await connection.send('commit', [], 'execute');
    return result;
  } catch (error) {
    if (!connection.isLost()) {
      await connection.send('rollback', [], 'execute').catch(() => connection.abandon());
    }
    throw error;
  }
}
