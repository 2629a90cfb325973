import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { crashPoint } from '../../crash-point.ts';
import { allowedTarget } from '../../files/allowed-place.ts';
import { identityOf } from '../../files/identity.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { Io } from '../integration.ts';
import { notWritten, otherLog } from './failure.ts';

export const rotateInput = z.strictObject({
  path: z.string(),
  keep: z.int().positive(),
  /** The file that is rotated, as `identityOf` tells it from any other. */
  identity: z.string(),
});

/**
 * Renames a file to `.1`, what was that to `.2`, and so on; what would be more than are kept is deleted. Each rename leaves a gap below
 * it, so whoever goes on after a crash goes on at the gap.
 * @returns the new name. @throws OpsError when another file stands there than was planned.
 */
export async function rotate(
  { path, keep, identity }: z.infer<typeof rotateInput>,
  folders: readonly string[],
  io: Io,
): Promise<string> {
  const place = await io.aside(() => allowedTarget(path, folders));
  const named = (number: number): string => (number === 0 ? place : `${place}.${number}`);
  if (identityOf(named(1)) === identity) return named(1);
  if (identityOf(place) !== identity) throw otherLog(place);
  io.begin();
  try {
    let gap = 1;
    while (gap <= keep && identityOf(named(gap)) !== undefined) gap += 1;
    if (gap > keep) rmSync(named(keep));
    for (let to = Math.min(gap, keep); to > 0; to -= 1) {
      io.begin();
      renameSync(named(to - 1), named(to));
      crashPoint('after-rename');
    }
    await syncFolder(dirname(place));
  } catch (error) {
    throw notWritten(place, error);
  }
  return named(1);
}
