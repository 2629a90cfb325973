import pg from 'pg';
import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import type { Io } from '../integration.ts';
import { fillSecrets, secretText } from '../secret-text.ts';
import { type AccessOf, addressOf } from './access.ts';
import type { Answer } from './connection.ts';
import { inTransaction, type Transaction } from './transaction.ts';

export const changeInput = z.strictObject({
  database: z.string(),
  /** One statement that changes rows. */
  text: z.string(),
  /** Values of `$1` and so on; null for none. */
  params: z.array(secretText.nullable()),
  /** How many rows it must change. */
  rows: z.strictObject({ min: z.int().nonnegative(), max: z.int().nonnegative() }),
  /** So long it may take on the server. */
  withinMs: z.int().positive(),
});
export type ChangeInput = z.infer<typeof changeInput>;

/** What the server says it did, of statements whose rows it counts. */
const COUNTED: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/**
 * Changes rows of a database by one statement, and commits only when it changed as many as it must. The effect begins with the commit:
 * whatever ends it before that has changed nothing.
 * @returns `{ count, ms }`
 * @throws OpsError when nothing was changed, and why; `sql.commit-in-doubt` when the answer to the commit was lost; the signal's
 * reason when aborted.
 */
export async function change(accessOf: AccessOf, input: ChangeInput, io: Io): Promise<Json> {
  const { database, text, rows, withinMs } = input;
  const address = addressOf(accessOf(io.system), database, 'write');
  const params = input.params.map((param) => param && fillSecrets(param, io));
  const startedAt = performance.now();
  const count = await inTransaction(
    { ...address, mode: 'read write', withinMs, signal: io.signal },
    async (transaction) => {
      const changed = counted(database, await transaction.statement(text, params));
      if (changed < rows.min || changed > rows.max) throw otherCount(database, changed, rows);
      io.begin();
      await commit(database, transaction, io.signal);
      return changed;
    },
  );
  return { count, ms: Math.round(performance.now() - startedAt) };
}

function counted(database: string, { command, count }: Answer): number {
  if (COUNTED.has(command) && count !== null) return count;
  throw rolledBack(
    database,
    'sql.uncounted',
    `It is ${command === '' ? 'no statement' : `a ${command}`}, and only the rows of INSERT, UPDATE, DELETE and MERGE can be counted before they are committed.`,
    'Write one of these.',
  );
}

function otherCount(database: string, found: number, { min, max }: ChangeInput['rows']): OpsError {
  const most = max === Number.MAX_SAFE_INTEGER ? 'more' : String(max);
  const wanted = min === max ? String(min) : `${min} to ${most}`;
  return rolledBack(
    database,
    'sql.other-count',
    `It changed ${found} ${found === 1 ? 'row' : 'rows'} where ${wanted} ${wanted === '1' ? 'was' : 'were'} expected.`,
    'Look at the rows that it means, then ask for the action again.',
  );
}

async function commit(database: string, transaction: Transaction, stop: AbortSignal): Promise<void> {
  const { command } = await transaction.commit().catch((error: unknown) => {
    if (stop.aborted) throw error;
    throw isRefusal(error) ? refusedCommit(database, error) : inDoubt(database, error);
  });
  if (command === 'COMMIT') return;
  throw rolledBack(database, 'sql.rolled-back', `The server answered the commit with ${command}.`, READ_LOG);
}

const READ_LOG = 'Read the log of the server, then ask for the action again.';

/**
 * Whether the server says by its answer that it did not commit: a check that was put off to the end, or a conflict. Operators' stops
 * and faults of its own may reach it behind the commit, while it waits for a standby.
 */
function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^(?:2[23]|40(?!003)|P0)/.test(error.code ?? '');
}

function refusedCommit(database: string, { message, code }: pg.DatabaseError): OpsError {
  return rolledBack(
    database,
    'sql.rolled-back',
    `The server refused the commit: ${message} (${code}).`,
    READ_LOG,
  );
}

function rolledBack(database: string, code: string, why: string, next: string): OpsError {
  return new OpsError({
    code,
    what: `Nothing was changed in the database ${database}.`,
    why: `${why} All of it was rolled back.`,
    next,
  });
}

function inDoubt(database: string, error: unknown): OpsError {
  return new OpsError(
    {
      code: 'sql.commit-in-doubt',
      what: `Nobody knows whether the database ${database} was changed.`,
      why: 'The commit was sent, and its answer was lost.',
      next: 'Look in the database whether the rows are changed.',
    },
    { cause: error },
  );
}
