import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

const SETTLE_MS = 200;
/** How often a folder that is gone is looked for. */
const ABSENT_MS = 1_000;

/**
 * Calls `changed` once a burst of changes in the folder or a folder in it has settled: editors write, rename and
 * truncate, and a checkout touches many files. A folder that is gone is a change, and is one again when it is back.
 * @returns what stops it
 */
export function watchFolder(folder: string, changed: () => void): () => void {
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;

  const lookIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
    timer.unref();
  };
  const settle = (): void => {
    lookIn(SETTLE_MS);
  };
  const stop = (): void => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const look = (): void => {
    const before = watchers.length;
    stop();
    // All anew: a folder that was replaced by another of the same name is not the one that was watched.
    watchers = watchAll(folder, settle);
    if (watchers.length === 0) lookIn(ABSENT_MS);
    if (watchers.length + before > 0) changed();
  };

  watchers = watchAll(folder, settle);
  if (watchers.length === 0) lookIn(ABSENT_MS);
  return stop;
}

/** Watches the folder and each folder in it, which works on every platform, unlike the recursive option; [] when one is gone. */
function watchAll(folder: string, changed: () => void): readonly FSWatcher[] {
  const watchers: FSWatcher[] = [];
  try {
    for (const path of [folder, ...subfolders(folder)]) {
      const watcher = watch(path, changed);
      watcher.on('error', changed);
      watcher.unref();
      watchers.push(watcher);
    }
    return watchers;
  } catch (error) {
    for (const watcher of watchers) watcher.close();
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    // Gone, or not ours to read: `changed` loads it and says so.
    return [];
  }
}

function subfolders(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}
