/** Where a fault test can stop the program; those of a run in their order. */
export type CrashPoint =
  /** The run was claimed and its first step marked as started, not yet committed. */
  | 'before-start-commit'
  /** The step is committed as started; nothing has been done for it. */
  | 'after-started'
  /** The integration is about to be called. */
  | 'before-effect'
  /** The program has printed something. */
  | 'during-effect'
  /** The effect has ended; nobody has written it down. */
  | 'after-effect'
  /** Its end and the start of the next step are written, not yet committed. */
  | 'before-finish-commit'
  /** A checkpoint is stored, and not yet published. */
  | 'checkpoint.committed';

const target = process.env.KEYTURN_CRASH_AT;

/**
 * A test hook: when KEYTURN_CRASH_AT names this point, the process dies here as by `kill -9`. Otherwise, and always
 * in production, it does nothing.
 */
export function crashPoint(name: CrashPoint): void {
  if (target === name) process.kill(process.pid, 'SIGKILL');
}
