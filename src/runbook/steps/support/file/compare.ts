import { lateString } from '../../../plan/text.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { placed } from './make.ts';
import type { SumSpec } from './spec.ts';

/** Takes the SHA-256 of a file, and fails where it is another than it must be. */
export async function compare({ file: path, is }: SumSpec, context: StepContext): Promise<StepOutcome> {
  const result = placed.parse(await context.effect('file', 'checksum', { path }));
  context.output('out', `${result.path}: sha256 ${result.sha256}\n`);
  const wanted = is === null ? undefined : lateString(is, context.resultOf).trim().toLowerCase();
  if (wanted === undefined || wanted === result.sha256) return { status: 'succeeded', result };
  return {
    status: 'failed',
    reason: `${result.path} has the SHA-256 ${result.sha256}, and must have ${wanted}`,
    next: 'Do not use it: find out which of the two is right.',
    result,
  };
}
