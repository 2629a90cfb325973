import { closeSync, linkSync, openSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { crashPoint } from '../../crash-point.ts';
import { allowedPlace, allowedTarget } from '../../files/allowed-place.ts';
import { besideFile } from '../../files/beside.ts';
import { openRegular } from '../../files/regular-file.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { Io } from '../integration.ts';
import {
  alreadyThere,
  changedMeanwhile,
  nothingWritten,
  notLinked,
  notRead,
  notSynced,
  notWritten,
} from './failure.ts';
import { checksum, type Sum } from './sum.ts';

/** A file that is to be there, and the attempt of a step that brings it about. */
export const targetInput = z.strictObject({
  to: z.string(),
  run: z.string(),
  step: z.string(),
  attempt: z.int().positive(),
});
export type Target = z.infer<typeof targetInput>;
export const copyInput = targetInput.extend({ from: z.string() });

/** A file that has its name, and what it holds. */
export interface Placed extends Sum {
  readonly path: string;
}

/**
 * Where an attempt makes a file until it is whole: beside its place, so that it can take it at once, and apart from that of every other
 * attempt. @param to where the file really is
 */
export function partOf({ to, run, step, attempt }: Target): string {
  return `${besideFile(to, run, step)}.${attempt}.part`;
}

/**
 * Makes ready for a file: what earlier attempts have left half made is taken away, and an empty one stands in the place where it is made,
 * that nobody else may read.
 * @returns where it is to be made. @throws OpsError when something has its name already.
 */
export async function prepare(target: Target, folders: readonly string[], io: Io): Promise<string> {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  const part = partOf({ ...target, to });
  if (isThere(to)) throw alreadyThere(to);
  io.begin();
  try {
    sweep({ ...target, to });
    closeSync(openSync(part, 'wx', 0o600));
  } catch (error) {
    throw notWritten(to, error);
  }
  return part;
}

/**
 * Gives a file that was made its name, at once and never over another one: whoever finds it there finds it whole.
 * @param mayBeEmpty whether nothing is what it may hold
 * @returns what it holds now.
 * @throws OpsError when it could not: then nothing is there, and nothing left beside it; `file.not-synced` when it has its name.
 */
export async function place(
  target: Target,
  folders: readonly string[],
  io: Io,
  mayBeEmpty = false,
): Promise<Placed> {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  const part = partOf({ ...target, to });
  const sum = await linked(part, to, io, mayBeEmpty);
  crashPoint('after-rename');
  try {
    rmSync(part, { force: true });
    await syncFolder(dirname(to));
  } catch (error) {
    throw notSynced(to, error);
  }
  return { ...sum, path: to };
}

async function linked(part: string, to: string, io: Io, mayBeEmpty: boolean): Promise<Sum> {
  try {
    if (!isThere(part) || (!mayBeEmpty && statSync(part).size === 0)) throw nothingWritten(to);
    await io.aside(() => syncFile(part));
    const sum = await checksum(part, io);
    crashPoint('before-rename');
    io.begin();
    linkSync(part, to);
    return sum;
  } catch (error) {
    rmSync(part, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(to);
    throw notLinked(to, error);
  }
}

/** Takes away what this attempt and those before it made of a file that is not to be. */
export async function discard(target: Target, folders: readonly string[], io: Io): Promise<null> {
  sweep({ ...target, to: await io.aside(() => allowedTarget(target.to, folders)) });
  return null;
}

/** Copies a file with its mode, in the same two parts. What is empty is copied as well. */
export async function copy(
  { from, ...target }: z.infer<typeof copyInput>,
  folders: readonly string[],
  io: Io,
): Promise<Placed> {
  const source = await io.aside(() => allowedPlace(from, folders));
  await using file = await opened(source);
  const part = await prepare(target, folders, io);
  try {
    await fill(part, file, io.signal);
    if ((await checksum(part, io)).sha256 !== (await checksum(source, io)).sha256)
      throw changedMeanwhile(source);
  } catch (error) {
    rmSync(part, { force: true });
    throw notWritten(target.to, error);
  }
  return place(target, folders, io, true);
}

async function opened(source: string): Promise<FileHandle> {
  try {
    return await openRegular(source);
  } catch (error) {
    throw notRead(source, error);
  }
}

async function fill(part: string, file: FileHandle, signal: AbortSignal): Promise<void> {
  const { mode } = await file.stat();
  await using made = await open(part, 'r+');
  await made.writeFile(file.createReadStream({ autoClose: false }), { signal });
  await made.chmod(mode & 0o777);
}

/**
 * Whether a file has its name, for whoever goes on after a crash or an attempt that ran out of time: what that left half made is taken
 * away in any case.
 * @returns `{ path, sha256, bytes, ageMs }`, the last since it has it by the clock of the host; null when it has none.
 */
export async function standing(target: Target, folders: readonly string[], io: Io) {
  const to = await io.aside(() => allowedTarget(target.to, folders));
  sweep({ ...target, to });
  if (!isThere(to)) return null;
  const { ctimeMs } = statSync(to);
  return { ...(await checksum(to, io)), path: to, ageMs: Math.max(0, Date.now() - ctimeMs) };
}

/** Those of later attempts stay: whoever lost its run takes nothing from the one who went on. */
function sweep(target: Target): void {
  for (let attempt = 1; attempt <= target.attempt; attempt += 1)
    rmSync(partOf({ ...target, attempt }), { force: true });
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
