import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';

/**
 * A handle that can run statements. Outside a transaction each statement stands alone; a {@link Tx} is a
 * Reader whose statements share one transaction.
 */
export interface Reader {
  /** Drizzle's query builder, bound to this handle's connection and to nothing else. */
  readonly orm: PgRemoteDatabase;
  /** Runs a statement with `$1` placeholders as it stands: see {@link prepare} for the typed way. */
  run(text: string, params: unknown[]): Promise<readonly unknown[]>;
  /**
   * The database's clock (`clock_timestamp()`, not the start of the transaction), or the moment that the injected clock
   * gives instead. Deadlines are decided on this value, read after the row lock is held.
   */
  now(): Promise<Date>;
  /** What the injected clock gives instead of the database's: see `databaseClock`. */
  readonly given: Date | undefined;
  /** What {@link now} would have answered, from a `clock_timestamp()` that came along with another query. */
  instant(clock: string | Date): Date;
}

export interface Tx extends Reader {
  /**
   * Sends statements that are waited for together with the commit, which shares their round trip: the server answers it
   * with a rollback when one of them failed. For writes that answer nothing.
   * @param send sends all its statements before it gives anything else a turn; one that has sent none by then is waited for
   * before the commit, which would overtake it.
   */
  later(send: () => Promise<unknown>): void;
  /** Runs when the work of the transaction is done, still inside it: for what is written once, however often it was asked for. */
  beforeCommit(work: () => void): void;
  /** Runs after a successful commit, never after a rollback. For wake-ups only: it may be lost in a crash. */
  afterCommit(effect: () => void): void;
}

/**
 * The database. Code that holds one opens transactions; code that is handed a {@link Tx} can reach nothing
 * else. Opening a transaction (or reading) through the Database while one is open in the same asynchronous
 * context throws at once: on the embedded database it would otherwise wait for itself for ever.
 */
export interface Database {
  readonly engine: 'pglite' | 'postgres';
  /**
   * Every call ends: a statement, a transaction and the wait for a connection each have their time (see `limits.ts`).
   * @throws whatever `work` throws, after rolling back; or an error that says what took too long.
   */
  transact<T>(work: (tx: Tx) => Promise<T>, options?: TransactOptions): Promise<T>;
  read<T>(work: (reader: Reader) => Promise<T>, options?: ReadOptions): Promise<T>;
  close(): Promise<void>;
}

export interface TransactOptions {
  /** For work that may rightly take longer than a transaction usually may, such as a migration. */
  readonly patienceMs?: number;
}

export interface ReadOptions {
  /**
   * Each statement goes before all others that wait for a connection: for the one write that somebody waits for with a
   * clock in their hand. Whoever marks much as first has marked nothing.
   */
  readonly first?: boolean;
}

/**
 * Runs one statement. `all` answers rows as arrays (Drizzle maps them), `execute` as objects. Sends it before it returns.
 * @throws at once when it cannot be sent.
 */
export type Execute = (
  text: string,
  params: unknown[],
  mode: 'all' | 'execute',
) => Promise<{ rows: unknown[] }>;
