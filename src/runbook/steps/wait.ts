import * as z from 'zod';
import { duration, formatDuration } from '../../duration.ts';
import { defineStep } from './step.ts';

const written = z.strictObject({ for: duration });
type Written = z.infer<typeof written>;

/** Lets time pass, also across restarts. */
export const wait = defineStep<Written>({
  kind: 'wait',
  summary: 'Waits before the next step.',
  written,
  defaultEffect: 'pure',
  resultOf: () => ({ waitedMs: 'always' }),
  possibleResults: (given) => ({ waitedMs: [{ type: 'value', value: given.for }] }),
  resolve: (given) => ({ ms: given.for }),
  describe: (spec) => [`waits ${formatDuration((spec as { ms: number }).ms)}`],
  async execute(spec, context) {
    const { ms } = spec as { ms: number };
    const until = new Date(context.startedAt.getTime() + ms);
    if (context.now() < until) return { status: 'waiting', until };
    return { status: 'succeeded', result: { waitedMs: ms } };
  },
});
