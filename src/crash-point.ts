/** Where a fault test can stop the program; those of a run in their order. */
export type CrashPoint =
  /** A delivery waits for its turn, perhaps acknowledged; nobody has begun with it. */
  | 'before-begun'
  /** A proposal is committed; nobody has been told. */
  | 'after-proposal-commit'
  /** A vote is counted, not yet committed. */
  | 'before-vote-commit'
  /** A vote is committed; the voter has no answer. */
  | 'after-vote-commit'
  /** A transaction that wakes somebody is about to note it. */
  | 'before-wake'
  /** The wake-up is noted, not yet committed. */
  | 'after-wake'
  /** A wake-up is about to be handed over; nobody has acted on it. */
  | 'after-wake-received'
  /** The run was claimed and its first step marked as started, not yet committed. */
  | 'before-start-commit'
  /** The step is committed as started; nothing has been done for it. */
  | 'after-started'
  /** The integration is about to be called. */
  | 'before-effect'
  /** The program has printed something. */
  | 'during-effect'
  /** What a file is to become stands beside it, and a copy of what it is. */
  | 'before-rename'
  /** The file was replaced; its folder may not have been told to the disk. */
  | 'after-rename'
  /** One of the files that go is deleted; the others are there. */
  | 'after-delete'
  /** The effect has ended; nobody has written it down. */
  | 'after-effect'
  /** Its end and the start of the next step are written, not yet committed. */
  | 'before-finish-commit'
  /** They are committed; nobody has been told. */
  | 'after-finish-commit'
  /** An event is held; its handlers have not begun. */
  | 'before-event'
  /** An event is handled; it is still there. */
  | 'after-event'
  /** A message is taken for sending. */
  | 'before-send'
  /** The platform has the message; nobody has written it down. */
  | 'after-send'
  /** A process is at what a schedule made due; nothing was begun. */
  | 'occurrence-claimed'
  /** What was due and its run or request are written, not yet committed. */
  | 'before-occurrence-commit'
  /** A checkpoint is stored, and not yet published. */
  | 'checkpoint.committed';

const [target, nth = '1'] = process.env.KEYTURN_CRASH_AT?.split('#') ?? [];
let left = Number(nth);

/**
 * A test hook: when KEYTURN_CRASH_AT names this point, the process dies here as by `kill -9`; `point#3` means the
 * third time. Otherwise, and always in production, it does nothing.
 */
export function crashPoint(name: CrashPoint): void {
  if (target !== name) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}
