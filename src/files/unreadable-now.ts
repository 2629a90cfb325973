import { OpsError } from '../errors.ts';

/** What the system says of the thing at a path, and will say again: that it must not be read, or is nothing that can be. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EISDIR', 'ELOOP', 'ENXIO', 'ENODEV']);
/** A name that is too long for the system names nothing either. */
const ABSENCE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/**
 * The host could not look: no descriptor or memory was left, a disk failed, a mount did not answer. That says nothing of what
 * stands there, so nobody may go on as if it were another thing, or none.
 */
export class UnreadableNow extends OpsError {
  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(
      {
        code: 'files.unreadable-now',
        what: `${path} could not be read just now.`,
        why: `The host of Keyturn said ${cause.code}, which says nothing of the file itself. So it is not known what it holds, and nothing was begun with it.`,
        next: 'Look at that host: its open files, its memory, its disks and mounts. Then try it again.',
      },
      { cause },
    );
  }
}

/** Whether the system says that nothing stands at a path. */
export function isAbsence(error: unknown): boolean {
  return ABSENCE.has(codeOf(error));
}

/**
 * Lets an error pass that speaks of what stands at a path.
 * @throws UnreadableNow for every other one of the system's. What nobody knows counts as one of the moment.
 */
export function refuseMoment(path: string, error: unknown): void {
  if (error instanceof UnreadableNow) throw error;
  const code = codeOf(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code) || isAbsence(error) || OF_THE_FILE.has(code)) return;
  throw new UnreadableNow(path, error as NodeJS.ErrnoException);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
