import pg from 'pg';
import { OpsError } from '../../errors.ts';

const READ_ONLY = '25006';
const SYNTAX = '42601';
const CANCELLED = '57014';
/** What the server answers to a second statement where it takes one. */
const SEVERAL = /multiple commands/;

/** Why nobody is connected; in the words of the system or of the server, which name no password. */
export function notConnected(database: string, error: unknown): OpsError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new OpsError(
    {
      code: 'sql.no-connection',
      what: `The database ${database} was not asked.`,
      why: `It could not be reached: ${message === '' ? (code ?? 'no answer') : message}.`,
      next: 'See whether it runs, and whether its address in the environment of Keyturn is right; then run the action again.',
    },
    { cause: error },
  );
}

/** A role that could run programs on the server would make "only reads" a promise that nobody keeps. */
export function tooMighty(database: string, role: string): OpsError {
  return new OpsError({
    code: 'sql.too-mighty',
    what: `The database ${database} was not asked.`,
    why: `The role ${role} is a superuser, or may read and write files or run programs on the server: no transaction holds that back.`,
    next: 'Ask an administrator to make a role that may only do what runbooks need, and to put it into the address.',
  });
}

/** @param most how long it may be, with its unit */
export function tooMuch(database: string, most: string): OpsError {
  return new OpsError({
    code: 'sql.too-much',
    what: `The answer of the database ${database} was not taken.`,
    why: `It is longer than ${most}.`,
    next: 'Name the columns that are needed, shorten the longest with left(…), or ask for fewer rows.',
  });
}

/**
 * What an error of a statement means for a person. Nothing of it lasts: the transaction is rolled back.
 * @returns what it was given, where it says all by itself (a refusal of ours, the reason of a stop).
 */
export function failed(database: string, withinMs: number, error: unknown, stop: AbortSignal): unknown {
  if (error instanceof OpsError || stop.aborted) return error;
  const what = `The statement on the database ${database} came to nothing.`;
  const { code, why, next } = explained(error, withinMs);
  return new OpsError({ code, what, why, next }, { cause: error });
}

function explained(error: unknown, withinMs: number): { code: string; why: string; next: string } {
  if (!(error instanceof pg.DatabaseError)) return unanswered(error);
  const { message, code = '' } = error;
  if (code === CANCELLED)
    return {
      code: 'sql.too-long',
      why: `It took longer than ${withinMs / 1_000} s on the server, or somebody stopped it there (${message}).`,
      next: 'Make it ask for less, or let it take longer with `within`.',
    };
  if (code === READ_ONLY)
    return {
      code: 'sql.would-change',
      why: `It would change something, and this step only reads: ${message}.`,
      next: 'Ask for nothing but rows. What is to change something says `write: true`, with its probe and its number of rows.',
    };
  if (code === SYNTAX && SEVERAL.test(message))
    return {
      code: 'sql.several',
      why: 'It is more than one statement, and a step carries out one.',
      next: 'Write a step for each.',
    };
  return {
    code: 'sql.refused',
    why: `The server answered: ${message} (${code}).`,
    next: 'Ask the author of the runbook to mend the statement, or an administrator to let the role do it.',
  };
}

function unanswered(error: unknown): { code: string; why: string; next: string } {
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  return {
    code: 'sql.lost',
    why: late
      ? 'The server did not answer in time, and was left.'
      : `The connection was lost: ${(error as Error).message}.`,
    next: 'See whether the server runs, then run the action again.',
  };
}
