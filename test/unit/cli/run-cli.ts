import { execFile } from 'node:child_process';
import { builtProgram } from '../../support/built.ts';

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly text: string;
  readonly complaints: string;
}

/**
 * Runs `keyturn …` in a folder that is its state, too, with its output piped into `reader`.
 * @param command as somebody types it into a shell
 */
export function keyturn(
  folder: string,
  command: string,
  { reader = 'cat', env = {} }: { readonly reader?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const line = `set -o pipefail; "${process.execPath}" "${builtProgram()}" ${command} | ${reader}`;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const environment = { PATH, NODE_COMPILE_CACHE, KEYTURN_HOME: folder, ...env };
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-c', line], { cwd: folder, env: environment }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, text: stdout, complaints: stderr });
    });
  });
}
