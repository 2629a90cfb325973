import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

const SETTLE_MS = 200;

/**
 * Calls `changed` once a burst of changes in the folder or a folder in it has settled: editors write, rename and
 * truncate, and a checkout touches many files. @returns what stops it
 */
export function watchFolder(folder: string, changed: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      follow();
      changed();
    }, SETTLE_MS);
    timer.unref();
  };
  // One level of folders is all there is; watching each works on every platform, unlike the recursive option.
  const follow = (): void => {
    for (const path of [folder, ...subfolders(folder)]) {
      if (watchers.has(path)) continue;
      const watcher = watch(path, settle);
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(path);
        settle();
      });
      watcher.unref();
      watchers.set(path, watcher);
    }
  };

  follow();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}

function subfolders(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}
