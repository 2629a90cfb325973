import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Turn } from '../waiting/at-most.ts';
import { beganWithin } from '../waiting/within.ts';
import type { Limits } from './limits.ts';
import { type Connection, openConnection } from './postgres-connection.ts';

export interface Pool {
  /**
   * Gives `work` a connection that nobody else has meanwhile; it waits for one when all are in use.
   * @throws when none became free in `limits.waitMs`: then `work` was not begun, and never will be.
   */
  use<T>(work: (connection: Connection) => Promise<T>, turn?: Turn): Promise<T>;
  /** Ends every connection and takes no more work; what takes longer than five seconds is cut off. */
  close(): Promise<void>;
}

const CLOSE_MS = 5_000;

/**
 * At most `size` connections, opened when they are needed. One that was lost is replaced by the next that asks. Where the
 * session of one has forgotten its statements, those of all others may have: all are replaced.
 */
export function createPool(url: string, size: number, limits: Limits): Pool {
  const limit = atMost(size);
  const free: Connection[] = [];
  const inUse = new Map<Connection, Promise<unknown>>();
  /** When each was opened; those from before the last time that a session had forgotten something are not used again. */
  const age = new WeakMap<Connection, number>();
  let youngest = 0;
  const leaving = new Set<Promise<void>>();
  let closed = false;

  async function take(): Promise<Connection> {
    for (;;) {
      if (closed) throw new Error('the connections to Postgres are closed: the program is ending');
      const connection = free.pop();
      if (connection === undefined) return open();
      if (!connection.isLost()) return connection;
    }
  }

  async function open(): Promise<Connection> {
    const openedAt = youngest;
    const connection = await openConnection(url, limits);
    age.set(connection, openedAt);
    return connection;
  }

  /** Only what is free: whoever has one now may have its answers, and learns for themselves what it has forgotten. */
  function renew(): void {
    youngest += 1;
    for (const connection of free.splice(0)) leave(connection);
  }

  /** Nobody waits for a goodbye but whoever closes the pool. */
  function leave(connection: Connection): void {
    const left = connection
      .end()
      // What cannot be said in good order is cut off; nothing was under way on it.
      .catch(connection.abandon)
      .finally(() => leaving.delete(left));
    leaving.add(left);
  }

  function give(connection: Connection): void {
    inUse.delete(connection);
    if (connection.isLost()) return;
    const isOld = age.get(connection) !== youngest;
    if (connection.hasForgotten() && !isOld) renew();
    if (closed || isOld || connection.hasForgotten()) leave(connection);
    else free.push(connection);
  }

  async function useOne<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await take();
    const working = work(connection);
    inUse.set(connection, working);
    try {
      return await working;
    } finally {
      give(connection);
    }
  }

  return {
    use: (work, turn) =>
      beganWithin(limits.waitMs, 'the wait for a connection to Postgres', (begin) =>
        limit(() => {
          begin();
          return useOne(work);
        }, turn),
      ),
    async close() {
      closed = true;
      const patience = sleep(CLOSE_MS, undefined, { ref: false });
      await Promise.race([Promise.allSettled(inUse.values()), patience]);
      for (const connection of inUse.keys()) connection.abandon();
      for (const connection of free.splice(0)) leave(connection);
      await Promise.all(leaving);
    },
  };
}
