/**
 * How long a call of the database may take, in milliseconds. Every one of them ends: with its answer, or with an error
 * that says which of these it has used up.
 */
export interface Limits {
  /** Until a server that was called has let us in. */
  readonly connectMs: number;
  /** One statement on the server, the wait for a lock included. */
  readonly statementMs: number;
  /** One statement as seen from here. More than `statementMs`: a server that answers says by itself what it ended. */
  readonly callMs: number;
  /** How long the server keeps the locks of a transaction of which it hears nothing: its process may stand still. */
  readonly idleMs: number;
  /** A whole transaction, from its first statement to its commit. */
  readonly transactionMs: number;
  /** The wait for a connection while all are in use. */
  readonly waitMs: number;
}

export const LIMITS: Limits = {
  connectMs: 5_000,
  statementMs: 8_000,
  callMs: 10_000,
  // Less than a statement waits for a lock, so that whoever waits for a process that stands still gets its turn.
  idleMs: 5_000,
  transactionMs: 30_000,
  waitMs: 15_000,
};

/** What one transaction needs beyond that: to bring a schema up to date may take long, and rightly so. */
export function patient(limits: Limits, transactionMs: number): Limits {
  return {
    ...limits,
    transactionMs,
    statementMs: transactionMs,
    callMs: transactionMs,
    idleMs: transactionMs,
  };
}
