import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lookAt } from './looks.ts';
import { isAbsence } from './unreadable-now.ts';

/** A file as a folder has it. Numbers of the system that may be large are texts. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970, of its last change. */
  readonly changedAt: number;
  /** Tells it from any other file, and from itself with another content, also where its old time was given back to it. */
  readonly stamp: string;
}

/** The files directly in a folder, by name. Links, folders and all else that is no file are left out. @throws the system's error */
export async function listFiles(folder: string): Promise<readonly ListedFile[]> {
  const names = await lookAt(folder, () => readdir(folder));
  return names.toSorted().flatMap((name) => fileNow(folder, name) ?? []);
}

/** One of them as it is at this moment; undefined when there is no such file. */
export function fileNow(folder: string, name: string): ListedFile | undefined {
  try {
    const found = lstatSync(join(folder, name), { bigint: true });
    if (!found.isFile()) return undefined;
    return {
      name,
      bytes: Number(found.size),
      changedAt: Number(found.mtimeNs / 1_000_000n),
      stamp: `${found.dev}/${found.ino}/${found.size}/${found.mtimeNs}/${found.ctimeNs}`,
    };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/**
 * Whether a file is as it was listed.
 * @param went what was deleted since: where that was another name of the same file, the system has noted a change of it
 */
export function isAsListed(
  listed: Pick<ListedFile, 'stamp'>,
  now: ListedFile,
  went: readonly Pick<ListedFile, 'stamp'>[],
): boolean {
  if (now.stamp === listed.stamp) return true;
  const wasLinked = went.some(({ stamp }) => withoutNote(stamp) === withoutNote(listed.stamp));
  return wasLinked && withoutNote(now.stamp) === withoutNote(listed.stamp);
}

function withoutNote(stamp: string): string {
  return stamp.slice(0, stamp.lastIndexOf('/'));
}
