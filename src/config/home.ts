import { access, chmod, constants, mkdir, stat } from 'node:fs/promises';
import { messageOf, OpsError } from '../errors.ts';
import { onDisk } from './disk.ts';

/** Only for us: it holds the database and the key that signs the log. */
const PRIVATE = 0o700;
const OTHERS = 0o077;

/**
 * Makes the folder for state, or takes away what others may do in it.
 * @throws OpsError `disk.refused` when the disk is full or closed to us, and `home.unusable` when it is not a folder that we can write to and close to others.
 */
export async function ensureHome(home: string): Promise<void> {
  try {
    await onDisk(home, `The folder for state, ${home}, cannot be used.`, () => makePrivate(home));
  } catch (error) {
    if (error instanceof OpsError) throw error;
    throw new OpsError(
      {
        code: 'home.unusable',
        what: `The folder for state, ${home}, cannot be used.`,
        why: `${messageOf(error)}.`,
        next: 'Set KEYTURN_HOME to a folder that belongs to the user who runs Keyturn.',
      },
      { cause: error },
    );
  }
}

async function makePrivate(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: PRIVATE });
  const { mode } = await stat(home);
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) await chmod(home, PRIVATE);
  await access(home, constants.W_OK | constants.X_OK);
}
