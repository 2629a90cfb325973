import * as z from 'zod';
import { duration, formatDuration } from '../../duration.ts';
import { defineStep } from './step.ts';

const written = z.strictObject({ for: duration });
type Written = z.infer<typeof written>;

const stored = z.strictObject({ ms: z.number() });

/** Lets time pass, also across restarts. */
export const wait = defineStep<Written, z.infer<typeof stored>>({
  kind: 'wait',
  summary: 'Waits before the next step.',
  written,
  stored,
  defaultEffect: 'pure',
  resultOf: () => ({ waitedMs: 'always' }),
  possibleResults: (given) => ({ waitedMs: [{ type: 'value', value: given.for }] }),
  resolve: (given) => ({ ms: given.for }),
  describe: ({ ms }) => [`waits ${formatDuration(ms)}`],
  async execute({ ms }, context) {
    const until = new Date(context.startedAt.getTime() + ms);
    if (context.now() < until) return { status: 'waiting', until };
    return { status: 'succeeded', result: { waitedMs: ms } };
  },
});
