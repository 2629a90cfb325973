import * as z from 'zod';
import type { StepContext, StepOutcome } from '../../step.ts';
import type { PruneSpec } from './spec.ts';

const pruned = z.object({
  deleted: z.number(),
  gone: z.number(),
  stopped: z.object({ why: z.string(), next: z.string() }).nullable(),
});

/** Deletes the files that were listed while it was planned, and fails where it did not come to their end. */
export async function prune(spec: PruneSpec, context: StepContext): Promise<StepOutcome> {
  const { folder, matching, keep, planned } = spec;
  if (planned === undefined) throw new Error('files are deleted that nobody has listed');
  const files = planned.files.map(({ name, stamp }) => ({ name, stamp }));
  const stay = Math.min(planned.stay, keep ?? 1);
  const answer = await context.effect('file', 'prune', { folder, files, matching, stay });
  const { stopped, ...done } = pruned.parse(answer);
  const result = { ...done, stay: planned.stay };
  context.output('out', `${done.deleted} deleted, ${planned.stay} stay\n`);
  if (stopped === null) return { status: 'succeeded', result };
  const reason = `${done.deleted} of ${files.length} files were deleted, and the rest was left: ${stopped.why}`;
  return { status: 'failed', reason, next: stopped.next, result };
}
