import { OpsError } from '../../errors.ts';
import {
  digestFile,
  type FileDigest,
  type FileStamp,
  isSameStamp,
  stampNow,
} from '../../files/file-digest.ts';
import { UnreadableNow } from '../../files/unreadable-now.ts';

/** A file as it was planned: its content, or null when there must be none. */
export interface PlannedFile {
  readonly path: string;
  readonly sha256: string | null;
}

/**
 * Compares files with what was planned, and approved: all by their content, the program, which the plan names first, last of all.
 * @returns to be called right before the start: it looks once more whether all of them are still what was compared, because the
 * first lay open while the others were read. @throws OpsError as this does.
 * @throws OpsError naming the first that holds something else, or that the host could not look at: then nobody changed it; the signal's reason once it is aborted. Nothing has run then.
 */
export async function compareFiles(
  program: string,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<() => void> {
  const compared: { readonly path: string; readonly stamp: FileStamp | undefined }[] = [];
  for (const { path, sha256 } of files.toReversed()) {
    const found = await digestFile(path, signal);
    if (contentOf(found) !== sha256) throw otherFile(program, path, changeOf(sha256, found));
    compared.push({ path, stamp: found.kind === 'file' ? found.stamp : undefined });
  }
  return () => {
    for (const { path, stamp } of compared) if (!isAsCompared(path, stamp)) throw touchedFile(program, path);
  };
}

function isAsCompared(path: string, stamp: FileStamp | undefined): boolean {
  try {
    return isSameStamp(stamp, stampNow(path));
  } catch (error) {
    if (error instanceof UnreadableNow) throw error;
    // What nobody can look at any more is not what it was.
    return false;
  }
}

/** Undefined: nobody can know it. */
function contentOf(found: FileDigest): string | null | undefined {
  if (found.kind === 'other') return undefined;
  return found.kind === 'file' ? found.sha256 : null;
}

function otherFile(program: string, path: string, change: string): OpsError {
  return notStarted(
    program,
    `${path} ${change} since this was planned, so it is not what was agreed to.`,
    'Find out who changed it. To run what is there now, ask for the action again.',
  );
}

function touchedFile(program: string, path: string): OpsError {
  return notStarted(
    program,
    `${path} was written to or replaced right before the start, while it was compared with what was agreed to.`,
    'Find out who writes to it, then run the action again. What a run itself writes is named under `writes:` of the action.',
  );
}

function notStarted(program: string, why: string, next: string): OpsError {
  return new OpsError({ code: 'shell.other-file', what: `${program} was not started.`, why, next });
}

function changeOf(planned: string | null, found: FileDigest): string {
  if (planned === null) return 'appeared';
  if (found.kind === 'absent') return 'was removed';
  return found.kind === 'other' ? `became something that cannot be compared (${found.why})` : 'was changed';
}
