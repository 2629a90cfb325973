import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { Clock } from '../clock.ts';
import { within } from '../waiting/within.ts';
import type { Execute, Reader, Tx } from './database.ts';
import { together } from './together.ts';

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

  get given(): Date | undefined {
    return this.#clock.given;
  }

  instant(at: string | Date): Date {
    return this.given ?? new Date(at);
  }

  async now(): Promise<Date> {
    const [row] = (await this.run('select clock_timestamp() as at', [])) as { at: string | Date }[];
    if (row === undefined) throw new Error('the database did not tell the time');
    return this.instant(row.at);
  }
}

class TransactionHandle extends Handle implements Tx {
  readonly #effects: (() => void)[] = [];
  readonly #last: (() => void)[] = [];
  readonly #sent: Promise<unknown>[] = [];
  readonly #unsent: Promise<unknown>[] = [];
  readonly #statements: Statements;

  constructor(statements: Statements, clock: Clock) {
    super(statements.execute, clock);
    this.#statements = statements;
  }

  later(send: () => Promise<unknown>): void {
    const before = this.#statements.count();
    const sent = send();
    // It is looked at in the end: until then its failure is nobody's.
    sent.catch(() => {});
    // The commit would overtake what is sent later still.
    const isSent = this.#statements.count() > before;
    (isSent ? this.#sent : this.#unsent).push(sent);
  }

  beforeCommit(work: () => void): void {
    this.#last.push(work);
  }

  /** Sends what is written last. @returns what was sent and not waited for yet; it rejects with what failed first. */
  async finish(): Promise<{ readonly written: Promise<unknown> }> {
    while (this.#last.length + this.#unsent.length > 0) {
      for (const work of this.#last.splice(0)) work();
      await together(this.#unsent.splice(0));
    }
    return { written: together(this.#sent.splice(0)) };
  }

  /** Nothing may still be on its way when the transaction is rolled back. @throws what it is given. */
  async settle(error: unknown): Promise<never> {
    await Promise.allSettled([...this.#sent.splice(0), ...this.#unsent.splice(0)]);
    throw error;
  }

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

/** The work of a transaction that may be committed. */
export interface Done<T> {
  readonly result: T;
  /**
   * Its last writes, which the commit may be sent right behind. Rejects when one of them failed: the server has then
   * answered the commit with a rollback.
   */
  readonly written: Promise<unknown>;
  /** To be called once the commit has succeeded. */
  committed(): void;
}

/**
 * Does the work of a transaction that the engine has begun, and will commit when this resolves, or else roll back.
 * A statement that failed dooms it, also when `work` went on as if nothing had happened. Work that takes longer than
 * `limitMs` is left to itself: its handle takes nothing more.
 * @throws what `work` throws, or else what its first failed statement threw.
 */
export async function doWork<T>(
  execute: Execute,
  clock: Clock,
  work: (tx: Tx) => Promise<T>,
  limitMs: number,
): Promise<Done<T>> {
  const statements = supervise(execute);
  const tx = new TransactionHandle(statements, clock);
  try {
    const working = inTransaction.run(true, async () => {
      const result = await work(tx).catch((error: unknown) => tx.settle(error));
      // What is written last would only hear that the transaction is lost.
      statements.throwFailure();
      const { written } = await tx.finish();
      // Whoever commits waits for it.
      written.catch(() => {});
      // What could not even be sent must not be missing from what is committed.
      statements.throwFailure();
      return { result, written };
    });
    const { result, written } = await within(limitMs, 'a transaction', working);
    return { result, written, committed: () => outsideTransaction(() => tx.committed()) };
  } finally {
    statements.end();
  }
}

interface Statements {
  readonly execute: Execute;
  /** How many were sent. */
  count(): number;
  /** @throws what the first that failed threw. */
  throwFailure(): void;
  end(): void;
}

/** Remembers the first failure, and takes no statement after the end: the connection may be in another transaction then. */
function supervise(execute: Execute): Statements {
  let failed: { readonly error: unknown } | undefined;
  let over = false;
  let sent = 0;
  const fail = async (error: unknown): Promise<never> => {
    failed ??= { error };
    throw error;
  };
  return {
    execute(text, params, mode) {
      if (over) return Promise.reject(new Error('the transaction of this handle has ended'));
      sent += 1;
      try {
        return execute(text, params, mode).catch(fail);
      } catch (error) {
        // What could not be sent is known before anybody else has a turn.
        return fail(error);
      }
    },
    count: () => sent,
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
