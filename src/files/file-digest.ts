import { createHash } from 'node:crypto';
import { type BigIntStats, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Sha256Hex } from '../canonical.ts';
import { orAborted } from '../waiting/aborted.ts';
import { lookAt } from './looks.ts';
import { leave, NoRegularFile, openRegular } from './regular-file.ts';
import { isAbsence, refuseMoment } from './unreadable-now.ts';

/** A larger file is not read: hashing it would hold up the start of what names it. */
export const LARGEST_FILE = 256 * 1024 * 1024;
const PIECE = 64 * 1024;

/** What changes when a file does, or when another one takes its place: the system keeps `ctime`, and no program can set it. */
export type FileStamp = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;

/** What a path leads to. `first` is the beginning of a regular file, as bytes read as Latin-1. */
export type FileDigest =
  | { readonly kind: 'file'; readonly sha256: Sha256Hex; readonly first: string; readonly stamp: FileStamp }
  | { readonly kind: 'absent' }
  /** There is something whose content nobody can know; `why` reads after the path, e.g. `a folder`. */
  | { readonly kind: 'other'; readonly why: string };

/**
 * SHA-256 of the regular file at a path, links followed.
 * @throws UnreadableNow when the host could not look; the signal's reason once it is aborted, also while the system does not answer.
 */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  signal?.throwIfAborted();
  const digesting = digest(path, signal);
  if (signal === undefined) return digesting;
  return orAborted(digesting, signal);
}

/**
 * The stamp of what a path leads to now; undefined when it leads nowhere. In one go, so that nothing comes between it and
 * what follows.
 * @throws UnreadableNow when the host could not look; the system's error when it does not say.
 */
export function stampNow(path: string): FileStamp | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    refuseMoment(path, error);
    throw error;
  }
}

/** Whether two looks saw the same file, unchanged; or twice none. */
export function isSameStamp(one: FileStamp | undefined, other: FileStamp | undefined): boolean {
  return (
    one?.dev === other?.dev &&
    one?.ino === other?.ino &&
    one?.size === other?.size &&
    one?.mtimeNs === other?.mtimeNs &&
    one?.ctimeNs === other?.ctimeNs
  );
}

async function digest(path: string, signal: AbortSignal | undefined): Promise<FileDigest> {
  let file: FileHandle | undefined;
  try {
    file = await openRegular(path);
    return await digestOf(path, file, signal);
  } catch (error) {
    if (isAbsence(error)) return { kind: 'absent' };
    if (error instanceof NoRegularFile) return { kind: 'other', why: error.kind };
    refuseMoment(path, error);
    return { kind: 'other', why: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}` };
  } finally {
    if (file !== undefined) leave(file);
  }
}

/** Read in pieces, each of which the disk has to answer: a large file may take its time. */
async function digestOf(
  path: string,
  file: FileHandle,
  signal: AbortSignal | undefined,
): Promise<FileDigest> {
  const stampOf = () => lookAt(path, () => file.stat({ bigint: true }));
  const before = await stampOf();
  if (before.size > LARGEST_FILE) return { kind: 'other', why: `more than ${LARGEST_FILE / 1024 ** 2} MiB` };
  const hash = createHash('sha256');
  let [first, read] = ['', 0];
  // What grows while it is read is not read for ever.
  while (signal?.aborted !== true && read <= LARGEST_FILE) {
    // Of each piece its own: one of which nobody waits for the end may still be written to.
    const { bytesRead, buffer } = await lookAt(path, () => file.read(Buffer.alloc(PIECE), 0, PIECE));
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    if (first === '') first = bytes.toString('latin1', 0, 256);
    hash.update(bytes);
    read += bytesRead;
  }
  const stamp = await stampOf();
  if (!isSameStamp(before, stamp)) return { kind: 'other', why: 'changed while it was read' };
  return { kind: 'file', sha256: hash.digest('hex'), first, stamp };
}
