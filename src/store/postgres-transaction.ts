import type { Done } from './handle.ts';
import type { Connection, Send } from './postgres-connection.ts';

/**
 * Runs `work` between `begin` and `commit`, which is sent right behind its last writes. A connection that was lost, or
 * whose rollback failed, is abandoned: closing it rolls back what was open.
 * @param opening statements of its own that follow the `begin`, in the same round trip.
 * @throws whatever `work` throws, after rolling back; the driver's error when the connection is lost.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (send: Send) => Promise<Done<T>>,
  opening: readonly string[] = [],
): Promise<Done<T>> {
  const send = (text: string) => connection.send(text, [], 'execute');
  // Not waited for: it shares the round trip of the first statement, which is not carried out when it fails.
  const begun = Promise.allSettled(['begin', ...opening].map(send));
  try {
    const done = await work(connection.send);
    for (const one of await begun) if (one.status === 'rejected') throw one.reason;
    const [committed] = await Promise.allSettled([send('commit'), done.written]);
    // Why it was not committed, when a write failed that nobody had waited for.
    await done.written;
    if (committed.status === 'rejected') throw committed.reason;
    if (committed.value.command !== 'COMMIT')
      throw new Error('a statement of the transaction failed, and nothing was committed');
    return done;
  } catch (error) {
    if (!connection.isLost()) await send('rollback').catch(() => connection.abandon());
    throw error;
  }
}
