import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Check, ok, problem, warning } from '../check.ts';

const OTHERS = 0o077;

/** The state folder: there or to be made by the first start, writable, closed to others. */
export function homeCheck(home: string): Check {
  return {
    id: 'home',
    async run() {
      const mode = await modeOf(home);
      const folder = mode === undefined ? await nearestFolder(home) : home;
      if (!(await isWritable(folder))) {
        const next = 'Set KEYTURN_HOME to a folder that belongs to the user who runs Keyturn.';
        return [problem(`The folder for state, ${home}, cannot be used: ${folder} is not writable.`, next)];
      }
      if (mode === undefined) return [ok(`${home} does not exist yet; the first start makes it.`)];
      if ((mode & OTHERS) === 0) return [ok(`${home} is writable, and private to this user.`)];
      return [
        warning(`Others may enter ${home}.`, `The next start closes it to them, or run: chmod 700 ${home}`),
      ];
    },
  };
}

/**
 * The key that signs the log.
 * @param given whether the environment holds it.
 */
export function signingKeyCheck(home: string, given: boolean): Check {
  return {
    id: 'signing-key',
    async run() {
      if (given) return [ok('The key of the log is in the environment.')];
      const path = join(home, 'log.key');
      const mode = await modeOf(path);
      if (mode === undefined) {
        return [
          warning(
            'The log has no signing key yet.',
            'The first start makes one; then keep a backup of log.key.',
          ),
        ];
      }
      if ((mode & OTHERS) !== 0) {
        return [problem(`Others can read the key of the log, ${path}.`, `Run: chmod 600 ${path}`)];
      }
      return [ok(`The key of the log is ${path}.`)];
    },
  };
}

/** The folder in which a missing one would be made. */
async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path || (await modeOf(parent)) !== undefined ? parent : nearestFolder(parent);
}

/** Also false for a file: nothing can be put into it. */
async function isWritable(folder: string): Promise<boolean> {
  return access(`${folder}/`, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
