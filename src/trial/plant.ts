import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programEnvironment } from '../files/program-environment.ts';
import type { Ground } from './world.ts';
import type { Trial } from './written.ts';

const run = promisify(execFile);
const MOST_PRINTED = 1024 * 1024;

/** Runs the commands that make a plant ready for a test, in the folder of its system and with the environment of its programs. */
export async function prepare(
  { settings }: Pick<Ground, 'settings'>,
  { runbook, trial: { plant, within } }: { readonly runbook: string; readonly trial: Trial },
): Promise<void> {
  if (plant === undefined) return;
  const { workdir, path = [], env = {} } = settings.system(runbook);
  for (const [program = '', ...args] of plant.before)
    await run(program, args, {
      cwd: workdir,
      env: programEnvironment(process.env, { path, cwd: workdir }, env),
      timeout: within,
      maxBuffer: MOST_PRINTED,
    });
}
