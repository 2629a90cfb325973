import { OpsError } from '../../errors.ts';
import { whyNotWritten } from '../../files/not-written.ts';

/** Nothing was changed: the file is not what was agreed to. */
export function otherFile(path: string): OpsError {
  return new OpsError({
    code: 'setting.other-file',
    what: `${path} was not changed.`,
    why: 'It was changed since this was planned, so what stands in it is not what was agreed to.',
    next: 'Find out who changed it, then ask for the action again: it shows what stands there now.',
  });
}

/** Nothing was changed: somebody else writes to the file at the same moment. */
export function changedMeanwhile(path: string): OpsError {
  return new OpsError({
    code: 'setting.other-file',
    what: `${path} was not changed.`,
    why: 'It was written to or replaced while the change was prepared, perhaps by another run.',
    next: 'Ask for the action again. A `lock` that actions on this file share lets them run one after the other.',
  });
}

/** It was changed by this step before, and by somebody else after that. */
export function changedSince(path: string, key: string): OpsError {
  return new OpsError({
    code: 'setting.changed-since',
    what: `${path} was left as it is.`,
    why: `This run has changed ${key}, and somebody has changed it again since.`,
    next: `Compare the file with its copies beside it, and decide by hand what ${key} must be.`,
  });
}

/** Nothing was put back: the value is neither the old one nor the one that this run gave it. */
export function notPutBack(path: string, key: string): OpsError {
  return new OpsError({
    code: 'setting.not-put-back',
    what: `${path} was left as it is.`,
    why: `Somebody has changed ${key} since this run did.`,
    next: `Compare the file with its copies beside it, and decide by hand what ${key} must be.`,
  });
}

/** Nothing was changed, and nothing is left beside it. */
export function notWritten(path: string, error: unknown): unknown {
  if (error instanceof OpsError) return error;
  const found = whyNotWritten(error);
  if (found === undefined) return error;
  const { reason, next } = found;
  return new OpsError(
    {
      code: 'setting.not-written',
      what: `${path} was not changed.`,
      why: `It could not be written: ${reason}.`,
      next,
    },
    { cause: error },
  );
}

/** It was changed; whether that outlives a loss of power is not known. */
export function notSynced(path: string, error: unknown): OpsError {
  const why = `Its disk did not say that the change is kept (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`;
  const next = 'Look at the disk of the host, and whether the file says what it must.';
  return new OpsError(
    { code: 'setting.not-synced', what: `${path} was changed.`, why, next },
    { cause: error },
  );
}
