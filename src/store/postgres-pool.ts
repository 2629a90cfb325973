import { setTimeout as sleep } from 'node:timers/promises';
import { atMost } from '../at-most.ts';
import { type Connection, openConnection } from './postgres-connection.ts';

export interface Pool {
  /** Gives `work` a connection that nobody else has meanwhile; it waits for one when all are in use. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Ends every connection and takes no more work; what takes longer than five seconds is cut off. */
  close(): Promise<void>;
}

const CLOSE_MS = 5_000;

/** At most `size` connections, opened when they are needed. One that was lost is replaced by the next that asks. */
export function createPool(url: string, size: number): Pool {
  const limit = atMost(size);
  const free: Connection[] = [];
  const inUse = new Map<Connection, Promise<unknown>>();
  let closed = false;

  async function take(): Promise<Connection> {
    if (closed) throw new Error('the connections to Postgres are closed: the program is ending');
    for (let next = free.pop(); next !== undefined; next = free.pop()) {
      if (!next.isLost()) return next;
      await next.end('now');
    }
    return openConnection(url);
  }

  async function give(connection: Connection): Promise<void> {
    inUse.delete(connection);
    if (connection.isLost() || closed) await connection.end('now');
    else free.push(connection);
  }

  return {
    use: (work) =>
      limit(async () => {
        const connection = await take();
        const working = work(connection);
        inUse.set(connection, working);
        try {
          return await working;
        } finally {
          await give(connection);
        }
      }),
    async close() {
      closed = true;
      const patience = sleep(CLOSE_MS, undefined, { ref: false });
      await Promise.race([Promise.allSettled(inUse.values()), patience]);
      await Promise.all([...inUse.keys()].map((connection) => connection.end('now')));
      await Promise.all(free.splice(0).map((connection) => connection.end('after-work')));
    },
  };
}
