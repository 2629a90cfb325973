import { setTimeout as pause } from 'node:timers/promises';
import { folderState } from './folder-state.ts';

const LOOK_MS = 500;

/**
 * Calls `changed`, with the state that it saw, when something in the folder, or in one of the folders in it, is another than before and stays so for a look: editors write,
 * rename and truncate, and a checkout touches many files. Symbolic links are followed, to files, to folders and further up: a
 * link that is switched is a change. So is a folder that is gone, and once more when it is back.
 *
 * It looks, twice a second, and does not wait to be told: the system's watches miss links and network disks, and their number is limited
 * for all programs of a user together. A disk that does not answer holds up the looks and nothing else.
 * @param known the state of the folder that was taken before it was read; without it, it counts as changed at first: what was read
 *   may be older than the first look.
 * @returns what stops it
 */
export function watchFolder(folder: string, changed: (state: string) => void, known?: string): () => void {
  const over = new AbortController();
  void lookUntil(over.signal, folder, changed, known);
  return () => {
    over.abort();
  };
}

async function lookUntil(
  signal: AbortSignal,
  folder: string,
  changed: (state: string) => void,
  read: string | undefined,
): Promise<void> {
  let known = read;
  let seen: string | undefined;
  while (!signal.aborted) {
    const state = await folderState(folder);
    if (signal.aborted) return;
    if (state !== known && state === seen) {
      known = state;
      changed(state);
    }
    seen = state;
    await pause(LOOK_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
