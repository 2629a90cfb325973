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

/** @returns a handle whose `committed` the engine calls once the commit has succeeded. */
export function createTx(execute: Execute, clock: Clock): Tx & { committed(): void } {
  return new TransactionHandle(execute, clock);
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
