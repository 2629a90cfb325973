import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { crashPoint } from '../../crash-point.ts';
import { allowedTarget } from '../../files/allowed-place.ts';
import { identityOf } from '../../files/identity.ts';
import { fileNow, type ListedFile } from '../../files/listing.ts';
import { fallingOut } from '../../files/rotated.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { Io } from '../integration.ts';
import { halfRotated, notRotated, notShown, notSynced, otherLog } from './failure.ts';

export const rotateInput = z.strictObject({
  path: z.string(),
  keep: z.int().positive(),
  /** The file that is rotated, as `identityOf` tells it from any other. */
  identity: z.string(),
  /** Those that are deleted, as they were listed. */
  falls: z.array(z.strictObject({ name: z.string(), stamp: z.string() })),
});
type Input = z.infer<typeof rotateInput>;

/**
 * Renames a file to `.1`, what was that to `.2`, and so on; what would be more than are kept is deleted, as it was listed. Each rename
 * leaves a gap below it, so whoever goes on after a crash goes on at the gap.
 * @returns the new name. @throws OpsError when another file stands there than was planned, or one would be deleted that was not listed.
 */
export async function rotate(input: Input, folders: readonly string[], io: Io): Promise<string> {
  const place = await io.aside(() => allowedTarget(input.path, folders));
  const first = `${place}.1`;
  if (identityOf(first) === input.identity) return first;
  if (identityOf(place) !== input.identity) throw otherLog(place);
  const falling = await io.aside(() => fallingOut(place, input.keep));
  refuseUnseen(place, falling, input);
  let changed = 0;
  try {
    for (const change of changesFor(place, falling, input.keep)) {
      // Nothing may come between the look at the lease and what it allows.
      io.begin();
      change();
      changed += 1;
      crashPoint('after-rename');
    }
  } catch (error) {
    throw changed === 0 ? notRotated(place, error) : halfRotated(place, error);
  }
  await syncFolder(dirname(place)).catch((error: unknown) => {
    throw notSynced(first, error);
  });
  return first;
}

function refuseUnseen(place: string, falling: readonly ListedFile[], { falls }: Input): void {
  const unseen = falling.filter(
    ({ name, stamp }) => !falls.some((one) => one.name === name && one.stamp === stamp),
  );
  if (unseen.length > 0)
    throw notShown(
      place,
      unseen.map(({ name }) => name),
    );
}

/** What is done, one after the other: deleted first, then renamed from the oldest on. */
function changesFor(place: string, falling: readonly ListedFile[], keep: number): readonly (() => void)[] {
  const folder = dirname(place);
  const named = (number: number): string => (number === 0 ? place : `${place}.${number}`);
  const gone = new Set(falling.map(({ name }) => join(folder, name)));
  let gap = 1;
  while (gap < keep && !gone.has(named(gap)) && identityOf(named(gap)) !== undefined) gap += 1;
  // It is no file, or has come since: to rename over it would delete it.
  if (!gone.has(named(gap)) && identityOf(named(gap)) !== undefined) throw notShown(place, [named(gap)]);
  const deletions = falling.map(({ name, stamp }) => () => {
    const now = fileNow(folder, name);
    if (now !== undefined && now.stamp !== stamp) throw notShown(place, [name]);
    rmSync(join(folder, name), { force: true });
  });
  const renames = Array.from({ length: gap }, (_, index) => gap - index);
  return [...deletions, ...renames.map((to) => () => renameSync(named(to - 1), named(to)))];
}
