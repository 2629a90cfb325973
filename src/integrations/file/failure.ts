import { OpsError, type Refusal } from '../../errors.ts';
import { type Causes, whyNotWritten } from '../../files/not-written.ts';

const PROTECTED: readonly [string, string] = [
  'it, or its folder, is protected against that',
  'Look at who owns both, and at their attributes (`lsattr`), on the host of Keyturn.',
];
const NO_LINKS: readonly [string, string] = [
  'its file system has no hard links, or forbids them',
  'Let `to` lead to another file system (ext4, xfs, btrfs), and copy it from there.',
];
const WRITING: Causes = { EPERM: PROTECTED };
const READING: Causes = {
  EACCES: ['Keyturn may not read it', 'Let the user of Keyturn read it.'],
  EPERM: ['Keyturn may not read it', 'Let the user of Keyturn read it.'],
};
const LINKING: Causes = { EPERM: NO_LINKS, ENOTSUP: NO_LINKS, EOPNOTSUPP: NO_LINKS, ENOSYS: NO_LINKS };
const REMOVING: Causes = {
  EACCES: ['Keyturn may not change its folder', 'Let the user of Keyturn write there.'],
  EPERM: PROTECTED,
};

/**
 * Nothing was deleted: files are not what was listed.
 * @param gone how many of all that were listed were not there any more, by whomever
 */
export function otherFiles(
  folder: string,
  names: readonly string[],
  { gone, all }: { readonly gone: number; readonly all: number },
): OpsError {
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return new OpsError({
    code: 'file.changed',
    what:
      gone === 0
        ? `Nothing was deleted in ${folder}.`
        : `${gone} of ${all} files in ${folder} are gone already, and the rest was left.`,
    why: `Written to or replaced since they were listed: ${shown}${more}.`,
    next: 'Ask for the action again: it lists what stands there now.',
  });
}

/** Nothing was deleted: what was to stay is not there any more. */
export function nothingStays(folder: string, matching: string, stay: number, wanted: number): OpsError {
  return new OpsError({
    code: 'file.changed',
    what: `Nothing more was deleted in ${folder}.`,
    why: `Of the files that fit ${matching} and were to stay, ${stay} are there, and at least ${wanted} must be: others were deleted since this was planned.`,
    next: 'Find out who deletes there. Then ask for the action again: it lists what stands there now.',
  });
}

/** Nothing was written: something is there already. */
export function alreadyThere(path: string): OpsError {
  return new OpsError({
    code: 'file.exists',
    what: `${path} was not written.`,
    why: 'Something of that name is there already, and nothing is overwritten.',
    next: 'Let its name hold `{{ run.date }}` or `{{ run.id }}`, or move what is there.',
  });
}

/** Nothing was rotated. */
export function otherLog(path: string): OpsError {
  return new OpsError({
    code: 'file.changed',
    what: `${path} was not rotated.`,
    why: 'Another file stands there than when this was planned: somebody has rotated it meanwhile.',
    next: 'Ask for the action again.',
  });
}

/** Nothing was rotated: a file would be deleted that nobody was shown. */
export function notShown(path: string, names: readonly string[]): OpsError {
  return new OpsError({
    code: 'file.changed',
    what: `${path} was not rotated.`,
    why: `This would be deleted, and is not what stood there when this was planned: ${names.join(', ')}.`,
    next: 'Ask for the action again: it shows what would be deleted now.',
  });
}

/** What the system said to the attempt to write a file; what is no answer of the system is left as it is. */
export function notWritten(path: string, error: unknown): unknown {
  return saidOf(error, { code: 'file.not-written', what: `${path} was not written.` }, WRITING);
}

/** The same of reading one. */
export function notRead(path: string, error: unknown): unknown {
  return saidOf(error, { code: 'file.not-read', what: `${path} was not read.` }, READING);
}

/** The same of giving a file that was made its name. */
export function notLinked(path: string, error: unknown): unknown {
  return saidOf(error, { code: 'file.not-written', what: `${path} was not written.` }, LINKING);
}

/** The same of deleting one. */
export function notDeleted(path: string, error: unknown): unknown {
  return saidOf(error, { code: 'file.not-deleted', what: `${path} was not deleted.` }, REMOVING);
}

/** The same of setting a log aside, where nothing was renamed or deleted yet. */
export function notRotated(path: string, error: unknown): unknown {
  return saidOf(error, { code: 'file.not-rotated', what: `${path} was not rotated.` }, REMOVING);
}

/** The same where something was: whatever came between says why. */
export function halfRotated(path: string, error: unknown): unknown {
  const said = {
    code: 'file.half-rotated',
    what: `${path} was rotated in part, and the next attempt goes on there.`,
  };
  if (error instanceof OpsError) return new OpsError({ ...error.refusal, ...said }, { cause: error });
  return saidOf(error, said, REMOVING);
}

/** A file has its name; whether that outlives a loss of power, and what was left beside it, is not known. */
export function notSynced(path: string, error: unknown): OpsError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new OpsError(
    {
      code: 'file.not-synced',
      what: `${path} has its name.`,
      why: `Its disk did not say that this is kept (${code}).`,
      next: 'Look at the disk of the host, and whether the file is there and whole.',
    },
    { cause: error },
  );
}

/** The program has ended well, and left nothing that could take the place of the file. */
export function nothingWritten(path: string): OpsError {
  return new OpsError({
    code: 'file.nothing',
    what: `${path} was not written.`,
    why: 'What should become of it is empty, or not there.',
    next: 'Read the output of this step, then run the action again.',
  });
}

/** Nothing was written: what was copied is another file by now. */
export function changedMeanwhile(path: string): OpsError {
  return new OpsError({
    code: 'file.changed',
    what: `${path} was not copied.`,
    why: 'It was written to while it was copied.',
    next: 'Stop what writes to it, or ask for the action again when it is quiet.',
  });
}

function saidOf(error: unknown, said: Pick<Refusal, 'code' | 'what'>, causes: Causes): unknown {
  const found = error instanceof OpsError ? undefined : whyNotWritten(error, causes);
  if (found === undefined) return error;
  const { reason, next } = found;
  return new OpsError({ ...said, why: `The host says that ${reason}.`, next }, { cause: error });
}
