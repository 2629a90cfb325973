import { appendFile, readFile } from 'node:fs/promises';
import type { SignedCheckpoint } from './checkpoint.ts';
import { missingAsUndefined, replaceFile } from './files.ts';

/**
 * The last checkpoint, kept where the database is not: it is what shows that the database went back in time.
 */
export interface RetainedCheckpoint {
  read(): Promise<string | undefined>;
  write(note: string): Promise<void>;
}

/** Keeps the last checkpoint in a file, replaced in one step and synced to disk. */
export function retainedFile(path: string): RetainedCheckpoint {
  return {
    read: async () => readFile(path, 'utf8').catch(missingAsUndefined),
    async write(note) {
      // Of two processes in one folder the slower must not put an older head back.
      const kept = await readFile(path, 'utf8').catch(missingAsUndefined);
      if (kept === undefined || sizeOf(kept) < sizeOf(note)) await replaceFile(path, note, 0o644);
    },
  };
}

/** The second line of a checkpoint. What is not a checkpoint counts as older than any. */
function sizeOf(note: string): number {
  const size = Number(note.split('\n')[1]);
  return Number.isSafeInteger(size) ? size : -1;
}

/** Publishes checkpoints to a file of notes, one after the other: to be copied away and verified against. */
export function checkpointFile(path: string): (checkpoint: SignedCheckpoint) => Promise<void> {
  return async ({ note }) => {
    await appendFile(path, `${note}\n`, { mode: 0o644 });
  };
}
