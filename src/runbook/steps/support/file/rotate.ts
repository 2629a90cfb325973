import type { StepContext, StepOutcome } from '../../step.ts';
import type { RotateSpec } from './spec.ts';

/** Sets a log aside, as it was found while it was planned. */
export async function rotate(
  { file: path, keep, planned }: RotateSpec,
  context: StepContext,
): Promise<StepOutcome> {
  if (planned === undefined) throw new Error('a file is set aside that nobody has looked at');
  const { identity, falls = [] } = planned;
  const listed = falls.map(({ name, stamp }) => ({ name, stamp }));
  const aside = await context.effect('file', 'rotate', { path, keep, identity, falls: listed });
  return { status: 'succeeded', result: { path: aside } };
}
