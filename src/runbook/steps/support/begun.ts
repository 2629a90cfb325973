import { OpsError } from '../../../errors.ts';

/**
 * What integrations say when nothing of an effect has begun: the request was not sent, the program was not started. Of an
 * effect that ended with any other error nobody knows what became of it. Each speaks of its own call: a step that calls several
 * has to tell by itself what an error means behind the first that changes something.
 */
export const NOTHING_BEGUN: ReadonlySet<string> = new Set([
  'file.changed',
  'file.exists',
  'file.no-file',
  'file.not-deleted',
  'file.not-read',
  'file.not-rotated',
  'file.not-writable',
  'file.not-written',
  'file.nothing',
  'files.unreadable-now',
  'http.bad-header',
  'http.credential-elsewhere',
  'http.credential-not-set',
  'http.forbidden-address',
  'http.internal-address',
  'http.no-connection',
  'http.no-credential',
  'http.no-name-server',
  'http.origin-not-allowed',
  'http.other-scheme',
  'http.unknown-host',
  'secret.not-set',
  'setting.no-file',
  'setting.not-put-back',
  'setting.not-writable',
  'setting.not-written',
  'setting.other-file',
  'setting.unclear',
  'setting.unwritable',
  'shell.arguments-too-long',
  'shell.no-interpreter',
  'shell.no-record',
  'shell.no-workdir',
  'shell.not-executable',
  'shell.not-found',
  'shell.not-started',
  'shell.other-file',
  'sql.lost',
  'sql.no-connection',
  'sql.no-database',
  'sql.no-writer',
  'sql.not-set',
  'sql.other-count',
  'sql.refused',
  'sql.rolled-back',
  'sql.several',
  'sql.too-long',
  'sql.too-mighty',
  'sql.too-much',
  'sql.uncounted',
  'sql.would-change',
  'trial.unanswered',
]);

/** Whether an error that says all by itself leaves it in doubt what the effect has done. */
export function mayHaveBegun(error: unknown): error is OpsError {
  return error instanceof OpsError && !NOTHING_BEGUN.has(error.code);
}

/**
 * What became of a step. One that may change something and ended with an error has not failed where that leaves it in doubt what was done.
 * @param changes whether it may change something
 */
export async function orInDoubt<T>(
  changes: boolean,
  working: Promise<T>,
): Promise<T | { readonly status: 'uncertain'; readonly reason: string }> {
  try {
    return await working;
  } catch (error) {
    if (changes && mayHaveBegun(error)) return { status: 'uncertain', reason: error.message };
    throw error;
  }
}
