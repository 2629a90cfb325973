import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, OpsError } from '../errors.ts';

interface Trouble {
  readonly why: string;
  readonly next: (folder: string) => string;
}

const elsewhere = (folder: string): string =>
  `Give the user who runs Keyturn the right to write in ${folder}, or set KEYTURN_HOME to a folder that it can write in.`;
const room = (folder: string): string =>
  `Make room for ${folder} (\`df -h\` and \`df -i\` tell what is left), or set KEYTURN_HOME to another disk. Nothing was lost; start again.`;

/** By the code that the system answers with. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  ENOSPC: { why: 'There is no space left on its disk.', next: room },
  EDQUOT: { why: "The user's quota on its disk is used up.", next: room },
  EFBIG: { why: 'A file would grow beyond the limit of this process (`ulimit -f`).', next: room },
  EROFS: { why: 'Its disk is mounted read-only.', next: elsewhere },
  EACCES: { why: 'The system does not permit it.', next: elsewhere },
  EPERM: { why: 'The system does not permit it.', next: elsewhere },
  EIO: {
    why: 'The disk answers with an error.',
    next: () => 'Look at the log of the system (`dmesg`): the disk may be failing.',
  },
};

/** How the embedded database says the same, in text only. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/no space left on device/i, 'ENOSPC'],
  [/quota exceeded/i, 'EDQUOT'],
  [/file too large/i, 'EFBIG'],
  [/read-only file system/i, 'EROFS'],
  [/permission denied/i, 'EACCES'],
];

/**
 * Does work that reads and writes files below a folder.
 * @param what was not done when the disk refuses, a whole sentence
 * @throws OpsError `disk.refused` when the disk is full, read-only or closed to us; whatever else `work` throws.
 */
export async function onDisk<T>(folder: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined || error instanceof OpsError) throw error;
    throw new OpsError(
      { code: 'disk.refused', what, why: trouble.why, next: trouble.next(folder) },
      { cause: error },
    );
  }
}

const PIECE = 16 * 1024 * 1024;

/**
 * Writes so much into a folder and takes it away again: an engine that meets a full disk half-way breaks off without a word.
 * @param pieces of 16 MiB, the size of a segment of the database's log
 * @throws the system's error
 */
export async function tryRoom(folder: string, pieces: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const trial = `trial-${randomBytes(4).toString('hex')}`;
  const paths = Array.from({ length: pieces }, (_, piece) => join(folder, `${trial}-${piece}.tmp`));
  try {
    for (const path of paths) await writeFile(path, Buffer.alloc(PIECE), { mode: 0o600 });
  } finally {
    for (const path of paths) await rm(path, { force: true });
  }
}

/** More than what a file system keeps beside a file's name, so that it needs a place of its own. */
const FEW_BYTES = 64 * 1024;

/**
 * Writes a little into a folder that is there, down to the disk, and takes it away again.
 * @throws the system's error
 */
export async function tryToWrite(folder: string): Promise<void> {
  const path = join(folder, `trial-${randomBytes(4).toString('hex')}.tmp`);
  try {
    await writeFile(path, Buffer.alloc(FEW_BYTES, 1), { mode: 0o600, flag: 'wx', flush: true });
  } finally {
    await rm(path, { force: true });
  }
}

/** Looks through the causes as well. */
function troubleOf(error: unknown): Trouble | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  const found =
    typeof code === 'string' && Object.hasOwn(TROUBLES, code)
      ? code
      : SAID.find(([pattern]) => pattern.test(messageOf(error)))?.[1];
  return found === undefined ? troubleOf(cause) : TROUBLES[found];
}
