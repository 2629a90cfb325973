import { OpsError } from '../../../../errors.ts';
import type { StepContext } from '../../step.ts';
import { callProgram, type ProgramResult } from '../command/call.ts';
import { foreignEnd } from '../foreign-end.ts';
import type { ServiceSpec } from './spec.ts';
import type { Trouble } from './state.ts';
import { boundFor } from './stop.ts';
import { missingProgram, troubleWith } from './trouble.ts';

const MOST_BYTES = 1024 * 1024;

/** Ended by a signal that nobody here has sent: what it did by then is not known. */
export class CutOffCommand extends Error {}

/**
 * Calls one of the programs of a step, and waits for its end.
 * @param quiet what it prints is for the step alone
 * @throws CutOffCommand; OpsError as `shell.run` does, but for a program that is missing
 */
export async function callFor(
  spec: ServiceSpec,
  argv: readonly string[],
  context: StepContext,
  quiet: boolean,
): Promise<ProgramResult | Trouble> {
  try {
    const result = await callProgram(
      { cwd: spec.cwd, path: spec.path, env: spec.env, stdin: null, maxOutput: MOST_BYTES },
      argv,
      { ...context, files: boundFor(spec, argv, context.files) },
      { quiet },
    );
    const cutOffBy = foreignEnd(result.exit, result.signal);
    if (cutOffBy !== undefined) throw new CutOffCommand(`${argv[0]} was ended by ${cutOffBy}`);
    return result.exit === 0 ? result : troubleWith(argv, result);
  } catch (error) {
    if (error instanceof OpsError && error.code === 'shell.not-found') return missingProgram(argv);
    throw error;
  }
}

export function isTrouble<T extends object>(found: T | Trouble): found is Trouble {
  return 'reason' in found;
}
