import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { crashPoint } from '../../crash-point.ts';
import { allowedPlace } from '../../files/allowed-place.ts';
import { fileNow } from '../../files/listing.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { Io } from '../integration.ts';
import { notWritten, otherFiles } from './failure.ts';

export const pruneInput = z.strictObject({
  folder: z.string(),
  /** Those that go, as they were listed. */
  files: z.array(z.strictObject({ name: z.string(), stamp: z.string() })),
});

/**
 * Deletes exactly the files that were listed, or none of them where one was changed since. What is gone already is gone.
 * @returns `{ deleted, gone }`: how many it has deleted, and how many were not there any more
 */
export async function prune(
  { folder, files }: z.infer<typeof pruneInput>,
  folders: readonly string[],
  io: Io,
): Promise<{ readonly deleted: number; readonly gone: number }> {
  const place = await io.aside(() => allowedPlace(folder, folders));
  const changed = files.filter(({ name, stamp }) => (fileNow(place, name)?.stamp ?? stamp) !== stamp);
  if (changed.length > 0)
    throw otherFiles(
      place,
      changed.map(({ name }) => name),
    );
  let deleted = 0;
  for (const { name, stamp } of files) {
    io.signal.throwIfAborted();
    // Nothing may come between these looks, at the lease and at the file, and its end.
    io.begin();
    const now = fileNow(place, name);
    if (now === undefined) continue;
    if (now.stamp !== stamp) throw otherFiles(place, [name]);
    try {
      rmSync(join(place, name));
    } catch (error) {
      throw notWritten(join(place, name), error);
    }
    deleted += 1;
    crashPoint('after-rename');
  }
  await syncFolder(place);
  return { deleted, gone: files.length - deleted };
}
