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
   * The database's clock (`clock_timestamp()`, not the start of the transaction), plus the injected clock's
   * offset. Deadlines are decided on this value, read after the row lock is held.
   */
  now(): Promise<Date>;
  /** What {@link now} would have answered, from a `clock_timestamp()` that came along with another query. */
  instant(clock: string | Date): Date;
}

export interface Tx extends Reader {
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
  /** @throws whatever `work` throws, after rolling back. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Runs one statement. `all` answers rows as arrays (Drizzle maps them), `execute` as objects. */
export type Execute = (
  text: string,
  params: unknown[],
  mode: 'all' | 'execute',
) => Promise<{ rows: unknown[] }>;
