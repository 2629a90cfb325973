import * as z from 'zod';
import type { Json } from '../../../../canonical.ts';
import type { StepContext } from '../../step.ts';
import type { ProgramSpec } from './spec.ts';

/** A number that holds a secret comes back as text. Whatever was done is done: nothing of it is refused for that. */
const programResult = z.object({
  exit: z.number().nullable(),
  signal: z.string().nullable(),
  stdout: z.string(),
  stderr: z.string().default(''),
  dropped: z.union([z.number(), z.string().transform(() => Number.MAX_SAFE_INTEGER)]),
  ms: z.union([z.number(), z.string()]),
});
/** How a program ended, and what it printed. */
export type ProgramResult = z.infer<typeof programResult>;
const reaped = z.object({ left: z.number() });

/** Where a program runs, with what it finds there. */
type Place = Pick<ProgramSpec, 'cwd' | 'path' | 'env' | 'stdin' | 'maxOutput'>;

/**
 * Starts a command line as a program of the step, and waits for its end.
 * @param more whether what it prints is for the step alone
 * @throws OpsError as `shell.run` does
 */
export async function callProgram(
  spec: Place,
  command: readonly string[],
  context: StepContext,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<ProgramResult> {
  const result = await context.effect('shell', 'run', {
    argv: command,
    cwd: spec.cwd,
    path: spec.path,
    env: spec.env,
    stdin: spec.stdin,
    maxOutput: spec.maxOutput,
    files: context.files as unknown as Json,
    quiet,
    ...(context.urgent === true ? { urgent: true } : {}),
    step: stepOf(context),
    attempt: context.attempt,
  });
  return programResult.parse(result);
}

/** Stops what this and earlier attempts left running. @returns how many could not be stopped */
export async function reapProgram(context: StepContext): Promise<number> {
  const answer = await context.effect('shell', 'reap', { step: stepOf(context), upTo: context.attempt });
  return reaped.parse(answer).left;
}

function stepOf(context: StepContext): string {
  return `${context.runId}/${context.stepId}`;
}
