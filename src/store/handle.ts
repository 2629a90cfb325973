import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Clock } from '../clock.ts';
import type { Execute, Reader, Tx } from './database.ts';

export function createReader(execute: Execute, clock: Clock): Reader {
  // Drizzle types the proxy's rows as `any[]`; they are mapped by the column types before anyone sees them.
  const orm = drizzle((text, params, method) => execute(text, params, method as 'all' | 'execute') as never);
  const instant = (at: string | Date): Date => new Date(new Date(at).getTime() + clock.offsetMs);
  return {
    orm,
    instant,
    async now() {
      const rows = await orm.execute<{ at: string | Date }>(sql`select clock_timestamp() as at`);
      const at = (rows as unknown as { at: string | Date }[])[0]?.at;
      if (at === undefined) throw new Error('the database did not tell the time');
      return instant(at);
    },
  };
}

export function createTx(execute: Execute, clock: Clock): { tx: Tx; committed: () => void } {
  const effects: (() => void)[] = [];
  return {
    tx: {
      ...createReader(execute, clock),
      afterCommit: (effect) => {
        effects.push(effect);
      },
    },
    committed: () => {
      for (const effect of effects) effect();
    },
  };
}

const inTransaction = new AsyncLocalStorage<true>();

/** Runs `work` marked as being inside a transaction, so that {@link refuseNesting} can see it. */
export function markTransaction<T>(work: () => Promise<T>): Promise<T> {
  return inTransaction.run(true, work);
}

/** Leaves the mark behind, for work that a committed transaction starts. */
export function outsideTransaction<T>(work: () => T): T {
  return inTransaction.exit(work);
}

/** @throws when called inside a transaction: see {@link Database}. */
export function refuseNesting(): void {
  if (inTransaction.getStore()) {
    throw new Error('a transaction is open here: use its handle (tx) instead of the database');
  }
}
