import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { OpsError } from '../errors.ts';
import { lookAt } from './looks.ts';

/**
 * To open a named pipe waits for whoever opens its other end, for ever and inside the system, and to open a device may do
 * something. So what stands at a path that others can choose is looked at first, and opened so that it cannot wait.
 */
const READING = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** What stands at a path is there and no regular file. */
export class NoRegularFile extends OpsError {
  /** What it is instead, e.g. `a folder`. */
  readonly kind: string;
  constructor(path: string, found: BigIntStats) {
    const kind = kindOf(found);
    super({
      code: 'disk.no-file',
      what: `${path} was not read.`,
      why: `It is ${kind}, and no file.`,
      next: 'Put a file there, or name another path.',
    });
    this.kind = kind;
  }
}

/**
 * Opens the regular file at a path for reading, links followed. It never waits for another process, nor for a disk that does not answer.
 * @throws NoRegularFile when it is something else; the system's error when it is not there or may not be read; NoAnswer.
 */
export function openRegular(path: string): Promise<FileHandle> {
  return lookAt(path, () => opened(path), leave);
}

/** Nobody waits for a file to be closed: its disk may not answer any more. */
export function leave(file: FileHandle): void {
  file.close().catch(() => {});
}

async function opened(path: string): Promise<FileHandle> {
  refuseOther(path, await stat(path, { bigint: true }));
  const file = await open(path, READING);
  try {
    // It may have been replaced between the two.
    refuseOther(path, await file.stat({ bigint: true }));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The content of the regular file at a path. @throws as {@link openRegular} does. */
export async function readRegular(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    return await lookAt(path, () => file.readFile());
  } finally {
    leave(file);
  }
}

/** The same as text in UTF-8. */
export async function readRegularText(path: string): Promise<string> {
  return (await readRegular(path)).toString('utf8');
}

/** As {@link readRegular}, for what must be read in one go. */
export function readRegularSync(path: string): Buffer {
  refuseOther(path, statSync(path, { bigint: true }));
  const file = openSync(path, READING);
  try {
    refuseOther(path, fstatSync(file, { bigint: true }));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function refuseOther(path: string, found: BigIntStats): void {
  if (!found.isFile()) throw new NoRegularFile(path, found);
}

function kindOf(found: BigIntStats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}
