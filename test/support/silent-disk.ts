import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('silent-disk.py', import.meta.url));

export interface SilentDisk {
  readonly folder: string;
  close(): Promise<void>;
}

/** A folder on a disk that answers nothing, as a server that is gone; undefined where this host lets nobody mount one. */
export async function mountSilentDisk(): Promise<SilentDisk | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-silent-'));
  const keeper = spawn('python3', [PROGRAM, folder], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(keeper, 'close').catch(() => {});
  const isMounted = await Promise.race([
    once(keeper.stdout, 'data').then(() => true),
    ended.then(() => false),
  ]);
  const close = async (): Promise<void> => {
    keeper.stdin.end();
    await ended;
    rmdirSync(folder);
  };
  if (isMounted) return { folder, close };
  await close();
  return undefined;
}
