import { createHash } from 'node:crypto';
import { type FileHandle, realpath } from 'node:fs/promises';
import type { Sha256Hex } from '../canonical.ts';
import { OpsError } from '../errors.ts';
import { isBelowAny } from '../files/bounds.ts';
import { type FileStamp, isSameStamp } from '../files/file-digest.ts';
import { lookAt } from '../files/looks.ts';
import { leave, NoRegularFile, openRegular } from '../files/regular-file.ts';
import { isAbsence, refuseMoment } from '../files/unreadable-now.ts';

/** Nobody keeps settings in a larger one. */
const LARGEST = 1024 * 1024;
const MARK = '\ufeff';

/** A file of settings as it stands. */
export interface SettingFile {
  /** Where it really is, links followed. */
  readonly path: string;
  /** Its text, behind the byte order mark. */
  readonly text: string;
  /** The byte order mark that it begins with, or nothing. */
  readonly mark: string;
  readonly sha256: Sha256Hex;
  readonly stamp: FileStamp;
  /** As chmod(2) takes it. */
  readonly mode: number;
  readonly owner: { readonly uid: number; readonly gid: number };
}

/**
 * Reads a file of settings in one of the folders that may be changed, links followed: neither the file nor what leads to it may lie
 * elsewhere.
 * @param folders absolute
 * @throws OpsError `setting.…` when it is not there, not allowed, no text, or has other names; UnreadableNow when the host could not look.
 */
export async function openSettingFile(file: string, folders: readonly string[]): Promise<SettingFile> {
  const path = await placeOf(file);
  if (!(await isBelowAny(path, folders))) throw elsewhere(file, path, folders);
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof NoRegularFile) throw noFile(file, `It is ${error.kind}.`);
    if (error instanceof OpsError) throw error;
    refuseMoment(path, error);
    throw noFile(
      file,
      `The host of Keyturn says ${(error as NodeJS.ErrnoException).code ?? 'no'} to who reads it.`,
    );
  }
}

async function placeOf(path: string): Promise<string> {
  try {
    return await lookAt(path, () => realpath(path));
  } catch (error) {
    if (!isAbsence(error)) refuseMoment(path, error);
    throw noFile(path, isAbsence(error) ? 'It is not there.' : 'What leads to it cannot be followed.');
  }
}

async function read(path: string): Promise<SettingFile> {
  const file = await openRegular(path);
  try {
    return await lookAt(path, () => readOpened(path, file));
  } finally {
    leave(file);
  }
}

async function readOpened(path: string, file: FileHandle): Promise<SettingFile> {
  const before = await file.stat({ bigint: true });
  if (before.size > LARGEST) throw noFile(path, `It has more than ${LARGEST / 1024} KiB.`);
  if (before.nlink > 1n)
    throw noFile(
      path,
      `It has ${before.nlink} names in its file system, and only one of them would be changed.`,
    );
  const bytes = await file.readFile();
  const stamp = await file.stat({ bigint: true });
  if (!isSameStamp(before, stamp)) throw noFile(path, 'It was written to while it was read.');
  return {
    path,
    ...textIn(path, bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    stamp,
    mode: Number(before.mode) & 0o7777,
    owner: { uid: Number(before.uid), gid: Number(before.gid) },
  };
}

function textIn(path: string, bytes: Buffer): Pick<SettingFile, 'text' | 'mark'> {
  let whole: string;
  try {
    whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw noFile(path, 'It holds bytes that are no UTF-8.');
  }
  if (whole.includes('\0')) throw noFile(path, 'It holds characters that stand in no text.');
  const mark = whole.startsWith(MARK) ? MARK : '';
  return { text: whole.slice(mark.length), mark };
}

function noFile(file: string, why: string): OpsError {
  return new OpsError({
    code: 'setting.no-file',
    what: `${file} cannot be read as a file of settings.`,
    why,
    next: 'Put a readable file there on the host of Keyturn, or correct `file` in the runbook; then ask again.',
  });
}

function elsewhere(file: string, path: string, folders: readonly string[]): OpsError {
  const leads = path === file ? '' : `It leads to ${path}. `;
  const where = folders.length === 0 ? 'no folder' : folders.join(', ');
  return new OpsError({
    code: 'setting.not-writable',
    what: `${file} was neither read nor changed.`,
    why: `${leads}The settings let steps of this system change files in ${where}.`,
    next: 'If it should be changed, ask an administrator to add its folder to `writable` of the system in keyturn.yaml.',
  });
}
