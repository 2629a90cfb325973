import { access, constants, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { digestFile, type FileDigest } from '../../../../files/file-digest.ts';
import { leadsInto } from '../../../../files/leads-into.ts';
import { lookAt } from '../../../../files/looks.ts';
import { refuseMoment } from '../../../../files/unreadable-now.ts';

/**
 * The folder of a system, as one plan finds it: no file is read twice, and all of the plan sees the same content. Every look
 * throws UnreadableNow when the host could not look: a plan must not bind less because of the moment in which it was made.
 */
export interface SystemFolder {
  readonly path: string;
  digest(path: string): Promise<FileDigest>;
  /** Whether a path leads to it or below it: by its name or by where it leads, since a link must not lead out of what is bound. */
  holds(path: string): Promise<boolean>;
  /** Whether anything stands at a path, here or elsewhere. */
  isThere(path: string): Promise<boolean>;
  /** Whether the system would run what stands at a path, and not pass it by. */
  isProgram(path: string): Promise<boolean>;
  /** Whether a run writes it itself. */
  isWritten(path: string): boolean;
}

/** What files were found to hold, by their paths. */
export type Digests = Map<string, Promise<FileDigest>>;

/**
 * @param written paths that a run writes, relative to the folder.
 * @param signal ends every look at the disk.
 * @param digests shared by what one plan opens: all of it sees the same content.
 */
export function openSystemFolder(
  path: string,
  written: readonly string[],
  signal: AbortSignal,
  digests: Digests = new Map(),
): SystemFolder {
  const own = new Set(written.map((one) => resolve(path, one)));
  let target: Promise<string> | undefined;
  return {
    path,
    digest(file) {
      const known = digests.get(file) ?? digestFile(file, signal);
      digests.set(file, known);
      return known;
    },
    async holds(file) {
      signal.throwIfAborted();
      if (leadsInto(path, file)) return true;
      target ??= targetOf(path);
      return leadsInto(await target, await targetOf(file));
    },
    async isThere(file) {
      signal.throwIfAborted();
      try {
        await lookAt(file, () => stat(file));
        return true;
      } catch (error) {
        refuseMoment(file, error);
        return !NOTHING.has((error as NodeJS.ErrnoException).code ?? '');
      }
    },
    async isProgram(file) {
      signal.throwIfAborted();
      try {
        if (!(await lookAt(file, () => stat(file))).isFile()) return false;
        await lookAt(file, () => access(file, constants.X_OK));
        return true;
      } catch (error) {
        refuseMoment(file, error);
        return false;
      }
    },
    isWritten: (file) => own.has(file),
  };
}

const NOTHING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

async function targetOf(path: string): Promise<string> {
  try {
    return await lookAt(path, () => realpath(path));
  } catch (error) {
    refuseMoment(path, error);
    // It is not there: then it leads where it says.
    return path;
  }
}
