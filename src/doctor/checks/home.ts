import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureHome } from '../../config/home.ts';
import { type Check, ok, problem, warning } from '../check.ts';

/** The state folder: there, writable, closed to others. */
export function homeCheck(home: string): Check {
  return {
    id: 'home',
    async run() {
      await ensureHome(home);
      return [ok(`${home} is writable, and private to this user.`)];
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
      if ((mode & 0o077) !== 0) {
        return [problem(`Others can read the key of the log, ${path}.`, `Run: chmod 600 ${path}`)];
      }
      return [ok(`The key of the log is ${path}.`)];
    },
  };
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
