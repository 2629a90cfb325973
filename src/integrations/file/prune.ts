import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { crashPoint } from '../../crash-point.ts';
import { OpsError } from '../../errors.ts';
import { allowedPlace } from '../../files/allowed-place.ts';
import { fileNow, isAsListed, listFiles } from '../../files/listing.ts';
import { isMeant } from '../../files/name-fits.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { Io } from '../integration.ts';
import { notDeleted, nothingStays, otherFiles } from './failure.ts';

export const pruneInput = z.strictObject({
  folder: z.string(),
  /** Those that go, as they were listed. */
  files: z.array(z.strictObject({ name: z.string(), stamp: z.string() })),
  /** Which names were looked at, and how many files beside those that go must be there. */
  matching: z.string(),
  stay: z.int().nonnegative(),
});
type Input = z.infer<typeof pruneInput>;
type Listed = Input['files'][number];

/** How many it has deleted, how many were not there any more, and what has stopped it after the first; null: nothing. */
export interface Pruned {
  readonly deleted: number;
  readonly gone: number;
  readonly stopped: { readonly why: string; readonly next: string } | null;
}

/**
 * Deletes exactly the files that were listed, or none of them where one was changed since, or where too few of the others are there
 * still. What is gone already is gone.
 * @throws OpsError when it has deleted nothing
 */
export async function prune(input: Input, folders: readonly string[], io: Io): Promise<Pruned> {
  const { folder, files } = input;
  const place = await io.aside(() => allowedPlace(folder, folders));
  refuseChanged(place, files);
  await io.aside(() => refuseWhereNothingStays(place, input));
  let [deleted, gone] = [0, 0];
  const went: Listed[] = [];
  for (const file of files) {
    io.signal.throwIfAborted();
    // Nothing may come between these looks, at the lease and at the file, and its end.
    io.begin();
    try {
      if (isDeleted(place, file, went, { gone, all: files.length })) deleted += 1;
      else gone += 1;
      went.push(file);
    } catch (error) {
      if (deleted === 0 || !(error instanceof OpsError)) throw error;
      const { why, next } = error.refusal;
      return { deleted, gone, stopped: { why: `${join(place, file.name)}: ${why}`, next } };
    }
    crashPoint('after-delete');
  }
  await syncFolder(place);
  return { deleted, gone, stopped: null };
}

function refuseChanged(place: string, files: readonly Listed[]): void {
  const now = files.map(({ name }) => fileNow(place, name));
  // An attempt before this one may have deleted some: that changes the note of the time at their other names.
  const went = files.filter((_file, index) => now[index] === undefined);
  const changed = files.filter((file, index) => {
    const one = now[index];
    return one !== undefined && !isAsListed(file, one, went);
  });
  if (changed.length === 0) return;
  const names = changed.map(({ name }) => name);
  throw otherFiles(place, names, { gone: now.filter((one) => one === undefined).length, all: files.length });
}

async function refuseWhereNothingStays(place: string, { files, matching, stay }: Input): Promise<void> {
  if (files.length === 0) return;
  const go = new Set(files.map(({ name }) => name));
  const others = (await listFiles(place)).filter(({ name }) => isMeant(matching, name) && !go.has(name));
  if (others.length < stay) throw nothingStays(place, matching, others.length, stay);
}

/** Whether it was there. @throws OpsError where it is another file by now, or the system does not let it be deleted */
function isDeleted(
  place: string,
  file: Listed,
  went: readonly Listed[],
  soFar: { readonly gone: number; readonly all: number },
): boolean {
  const { name } = file;
  try {
    const now = fileNow(place, name);
    if (now === undefined) return false;
    if (!isAsListed(file, now, went)) throw otherFiles(place, [name], soFar);
    rmSync(join(place, name));
    return true;
  } catch (error) {
    throw notDeleted(join(place, name), error);
  }
}
