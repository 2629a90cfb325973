import { OpsError } from '../../errors.ts';
import { whyNotWritten } from '../../files/not-written.ts';

/** Nothing was deleted: a file is not what was listed. */
export function otherFiles(folder: string, names: readonly string[]): OpsError {
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return new OpsError({
    code: 'file.changed',
    what: `Nothing was deleted in ${folder}.`,
    why: `Written to or replaced since they were listed: ${shown}${more}.`,
    next: 'Ask for the action again: it lists what stands there now.',
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

/** What the system said to a change of files; what is no answer of the system is left as it is. */
export function notWritten(path: string, error: unknown): unknown {
  const found = error instanceof OpsError ? undefined : whyNotWritten(error);
  if (found === undefined) return error;
  return new OpsError(
    {
      code: 'file.not-written',
      what: `${path} was not written.`,
      why: `The host says that ${found.reason}.`,
      next: found.next,
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
