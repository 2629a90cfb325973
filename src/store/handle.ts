import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { Clock } from '../clock.ts';
import type { Execute, Reader, Tx } from './database.ts';

/** A handle over one connection (or over the pool, for a reader outside of transactions). */
class Handle implements Reader {
  readonly #execute: Execute;
  readonly #clock: Clock;
  #orm: PgRemoteDatabase | undefined;

  constructor(execute: Execute, clock: Clock) {
    this.#execute = execute;
    this.#clock = clock;
  }

  /** Made when it is first used: a transaction of prepared statements alone does without. */
  get orm(): PgRemoteDatabase {
    // Drizzle types the proxy's rows as `any[]`; they are mapped by the column types before anyone sees them.
    this.#orm ??= drizzle(
      (text, params, method) => this.#execute(text, params, method as 'all' | 'execute') as never,
    );
    return this.#orm;
  }

  async run(text: string, params: unknown[]): Promise<readonly unknown[]> {
    return (await this.#execute(text, params, 'execute')).rows;
  }

  instant(at: string | Date): Date {
    return new Date(new Date(at).getTime() + this.#clock.offsetMs);
  }

  async now(): Promise<Date> {
    const [row] = (await this.run('select clock_timestamp() as at', [])) as { at: string | Date }[];
    if (row === undefined) throw new Error('the database did not tell the time');
    return this.instant(row.at);
  }
}

class TransactionHandle extends Handle implements Tx {
  readonly #effects: (() => void)[] = [];

  afterCommit(effect: () => void): void {
    this.#effects.push(effect);
  }

  committed(): void {
    for (const effect of this.#effects) effect();
  }
}

export function createReader(execute: Execute, clock: Clock): Reader {
  return new Handle(execute, clock);
}

const inTransaction = new AsyncLocalStorage<true>();

/**
 * Does the work of a transaction that the engine has begun, and will commit when this resolves, or else roll back.
 * A statement that failed dooms it, also when `work` went on as if nothing had happened.
 * @returns the result, and what the engine calls once the commit has succeeded.
 * @throws what `work` throws, or else what its first failed statement threw.
 */
export async function doWork<T>(
  execute: Execute,
  clock: Clock,
  work: (tx: Tx) => Promise<T>,
): Promise<{ readonly result: T; committed(): void }> {
  const statements = supervise(execute);
  const tx = new TransactionHandle(statements.execute, clock);
  try {
    const result = await inTransaction.run(true, () => work(tx));
    statements.throwFailure();
    return { result, committed: () => outsideTransaction(() => tx.committed()) };
  } finally {
    statements.end();
  }
}

/** Remembers the first failure, and takes no statement after the end: the connection may be in another transaction then. */
function supervise(execute: Execute): { readonly execute: Execute; throwFailure(): void; end(): void } {
  let failed: { readonly error: unknown } | undefined;
  let over = false;
  return {
    async execute(text, params, mode) {
      if (over) throw new Error('the transaction of this handle has ended');
      try {
        return await execute(text, params, mode);
      } catch (error) {
        failed ??= { error };
        throw error;
      }
    },
    throwFailure() {
      if (failed !== undefined) throw failed.error;
    },
    end() {
      over = true;
    },
  };
}

/** Leaves the mark of being inside a transaction behind, for what a committed one starts. */
function outsideTransaction<T>(work: () => T): T {
  return inTransaction.exit(work);
}

/** @throws when called inside a transaction: see {@link Database}. */
export function refuseNesting(): void {
  if (inTransaction.getStore()) {
    throw new Error('a transaction is open here: use its handle (tx) instead of the database');
  }
}
