import { createWriteStream, linkSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { crashPoint } from '../../crash-point.ts';
import { allowedPlace, allowedTarget } from '../../files/allowed-place.ts';
import { besideFile } from '../../files/beside.ts';
import { openRegular } from '../../files/regular-file.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { Io } from '../integration.ts';
import { alreadyThere, changedMeanwhile, nothingWritten, notWritten } from './failure.ts';
import { checksum, type Sum } from './sum.ts';

/** A file that is to be there, and the step that brings it about. */
export const targetInput = z.strictObject({ to: z.string(), run: z.string(), step: z.string() });
export type Target = z.infer<typeof targetInput>;
export const copyInput = targetInput.extend({ from: z.string() });

/** Where a file is made until it is whole: beside its place, so that it can take it at once. @param to where that really is */
export function partOf({ to, run, step }: Target): string {
  return `${besideFile(to, run, step)}.part`;
}

/**
 * Makes ready for a file: what an earlier attempt has left half made is taken away.
 * @returns where it is to be made. @throws OpsError when something has its name already.
 */
export async function prepare(target: Target, folders: readonly string[], io: Io): Promise<string> {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  const part = partOf({ ...target, to });
  if (isThere(to)) throw alreadyThere(to);
  io.begin();
  rmSync(part, { force: true });
  return part;
}

/**
 * Gives a file that was made its name, at once and never over another one: whoever finds it there finds it whole.
 * @returns what it holds now. @throws OpsError when it could not: then nothing is there, and nothing left beside it.
 */
export async function place(target: Target, folders: readonly string[], io: Io): Promise<Placed> {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  const part = partOf({ ...target, to });
  try {
    if (!isThere(part) || statSync(part).size === 0) throw nothingWritten(to);
    await io.aside(() => syncFile(part));
    const sum = await checksum(part, io);
    crashPoint('before-rename');
    io.begin();
    linkSync(part, to);
    crashPoint('after-rename');
    rmSync(part, { force: true });
    await syncFolder(dirname(to));
    return { ...sum, path: to };
  } catch (error) {
    rmSync(part, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(to);
    throw notWritten(to, error);
  }
}
export interface Placed extends Sum {
  readonly path: string;
}

/** Takes away what was made of a file that is not to be. */
export async function discard(target: Target, folders: readonly string[], io: Io): Promise<null> {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  rmSync(partOf({ ...target, to }), { force: true });
  return null;
}

/** Copies a file, in the same two parts. */
export async function copy(
  { from, ...target }: z.infer<typeof copyInput>,
  folders: readonly string[],
  io: Io,
): Promise<Placed> {
  const source = await io.aside(() => allowedPlace(from, folders));
  const part = await prepare(target, folders, io);
  try {
    await using file = await openRegular(source);
    const { mode } = await file.stat();
    const reading = file.createReadStream({ autoClose: false });
    await pipeline(reading, createWriteStream(part, { flags: 'wx', mode }), { signal: io.signal });
    if ((await checksum(part, io)).sha256 !== (await checksum(source, io)).sha256)
      throw changedMeanwhile(source);
  } catch (error) {
    rmSync(part, { force: true });
    throw notWritten(target.to, error);
  }
  return place(target, folders, io);
}

/**
 * Whether a file has its name, for whoever goes on after a crash.
 * @returns `{ path, sha256, bytes, ageMs }`, the last since it has it by the clock of the host; null when it has none.
 */
export async function standing(target: Target, folders: readonly string[], io: Io) {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  if (!isThere(to)) return null;
  rmSync(partOf({ ...target, to }), { force: true });
  const { ctimeMs } = statSync(to);
  return { ...(await checksum(to, io)), path: to, ageMs: Math.max(0, Date.now() - ctimeMs) };
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
