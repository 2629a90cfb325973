import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readRegularText } from '../files/regular-file.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { createFileOnce, missingAsUndefined } from './files.ts';

/**
 * The last checkpoint, kept where the database is not: it is what shows that the database went back in time.
 */
export interface RetainedCheckpoint {
  read(): Promise<string | undefined>;
  write(note: string): Promise<void>;
}

/**
 * Keeps the last checkpoint in a file that has its size in its name: `<path>.<size>`. Of two processes in one folder the slower
 * may write an older head at any time, also after it slept: it stands beside the newer one and puts nothing back. The file
 * of the largest size counts; what is older is taken away by whoever finds it.
 * @param path as earlier versions named the file, which is read as well.
 */
export function retainedFile(path: string): RetainedCheckpoint {
  return {
    async read() {
      for (;;) {
        const newest = (await keptAt(path)).at(-1);
        if (newest === undefined) return undefined;
        const note = await readRegularText(newest.path).catch(missingAsUndefined);
        // It was taken away meanwhile: there is a newer one.
        if (note !== undefined) return note;
      }
    },
    async write(note) {
      await createFileOnce(`${path}.${sizeOf(note)}`, note, 0o644);
      for (const { path: older } of (await keptAt(path)).slice(0, -1)) await rm(older, { force: true });
    },
  };
}

/** The files of kept checkpoints, the oldest first. */
async function keptAt(path: string): Promise<readonly { readonly path: string; readonly size: number }[]> {
  const [folder, name] = [dirname(path), basename(path)];
  const names = (await readdir(folder).catch(missingAsUndefined)) ?? [];
  const kept = names.flatMap((one) => {
    const size = one.startsWith(`${name}.`) ? one.slice(name.length + 1) : '';
    return /^\d{1,15}$/.test(size) ? [{ path: join(folder, one), size: Number(size) }] : [];
  });
  if (names.includes(name)) {
    const note = await readRegularText(path).catch(missingAsUndefined);
    if (note !== undefined) kept.push({ path, size: sizeOf(note) });
  }
  return kept.sort((a, b) => a.size - b.size);
}

/** The second line of a checkpoint. @returns 0 for what is not a checkpoint: it counts as older than any. */
function sizeOf(note: string): number {
  const size = Number(note.split('\n')[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : 0;
}

/** What is no file must not be waited for: to open a named pipe would be to wait for its reader. */
const APPENDING = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NONBLOCK;

/** Publishes checkpoints to a file of notes, one after the other: to be copied away and verified against. */
export function checkpointFile(path: string): (checkpoint: SignedCheckpoint) => Promise<void> {
  return async ({ note }) => {
    await using file = await open(path, APPENDING, 0o644);
    const { size } = await file.stat();
    try {
      await file.appendFile(`${note}\n`);
    } catch (error) {
      // Half a note would spoil the next one as well. What cannot be taken away either stays, and is found.
      await file.truncate(size).catch(() => {});
      throw error;
    }
  };
}
