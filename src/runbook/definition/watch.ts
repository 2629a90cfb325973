import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 500;

/**
 * Calls `changed` when something in the folder, or in a folder in it, is another than before and stays so for a look: editors write,
 * rename and truncate, and a checkout touches many files. Symbolic links are followed, to files, to folders and further up: a
 * link that is switched is a change. So is a folder that is gone, and once more when it is back.
 *
 * It looks, twice a second, and does not wait to be told: the system's watches miss links and network disks, and their number is limited
 * for all programs of a user together. A disk that does not answer holds up the looks and nothing else.
 * @returns what stops it
 */
export function watchFolder(folder: string, changed: () => void, lookMs = LOOK_MS): () => void {
  const over = new AbortController();
  void lookUntil(over.signal, folder, changed, lookMs);
  return () => {
    over.abort();
  };
}

async function lookUntil(
  signal: AbortSignal,
  folder: string,
  changed: () => void,
  lookMs: number,
): Promise<void> {
  // What was loaded before the first look may be older than it.
  let known: string | undefined;
  let seen: string | undefined;
  while (!signal.aborted) {
    const picture = await pictureOf(folder);
    if (signal.aborted) return;
    if (picture !== known && picture === seen) {
      known = picture;
      changed();
    }
    seen = picture;
    await pause(lookMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** Which files there are and what changes when they do, as text: two that are the same show the same files, unchanged. */
async function pictureOf(folder: string): Promise<string> {
  // One after the other: a disk that hangs keeps one of the few threads that all files share, and not each of them.
  const lines = [await realpath(folder).catch(codeOf), await stampOf(folder)];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    lines.push(`${name} ${await stampOf(path)}`);
    for (const one of await namesIn(path)) lines.push(`${one} ${await stampOf(join(path, one))}`);
  }
  return lines.join('\n');
}

/** Hidden ones are not loaded either. Not a folder, or not ours to read: none, which the stamp of the path tells apart. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mode, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
