import * as z from 'zod';
import { words } from '../../written/words.ts';
import { SEVERITIES } from '../definition/construct/outcome.ts';
import type { Severity } from '../plan/plan.ts';
import { SOME_TEXT } from '../plan/possible.ts';
import { describeLateText, type LateText, saidString, saidText, storedLateText } from '../plan/text.ts';
import { defineStep } from './step.ts';

const written = z.strictObject({
  channel: z.string().min(1).optional().meta({ description: 'Default: where the run was asked for.' }),
  text: words(),
  severity: z
    .enum(SEVERITIES)
    .optional()
    .meta({ description: 'Unless given, that of the outcome behind whose `when` it stands; else info.' }),
  calls: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: 'Roles whose holders are mentioned, at any hour. Unless given, nobody is.' }),
});
type Written = z.infer<typeof written>;

interface NotifySpec {
  readonly channel: string | null;
  readonly text: LateText;
  /** Absent: that of the outcome that it tells of. */
  readonly severity?: Severity;
  /** Roles whose holders it calls. Absent: nobody. */
  readonly calls?: readonly string[];
}

const stored: z.ZodType<NotifySpec> = z.strictObject({
  channel: z.string().nullable(),
  text: storedLateText,
  severity: z.enum(SEVERITIES).exactOptional(),
  calls: z.array(z.string()).exactOptional(),
});

/** Says something in a channel. The message goes out with the end of the step, in the same transaction: once. */
export const notify = defineStep<Written, NotifySpec>({
  kind: 'notify',
  summary: 'Posts a message to a channel.',
  written,
  stored,
  defaultEffect: 'idempotent',
  resultOf: () => ({ channel: 'anything', text: 'always' }),
  possibleResults: () => ({ text: SOME_TEXT }),
  resolve({ channel, text, severity, calls }, scope) {
    const target = channel === undefined ? null : scope.at('channel').text(channel);
    if (target !== null) scope.target(`channel:${target}`);
    return {
      channel: target,
      text: saidText(text, scope.at('text')),
      ...(severity === undefined ? {} : { severity }),
      ...(calls === undefined ? {} : { calls }),
    };
  },
  describe({ channel, text, severity, calls = [] }) {
    const as = severity === undefined ? '' : ` as ${severity}`;
    const called = calls.length === 0 ? '' : `, calling ${calls.join(' and ')}`;
    return [`to ${channel ?? 'the channel of this run'}${as}${called}: ${describeLateText(text)}`];
  },
  async execute({ channel, text }, context) {
    const message = { channel, text: saidString(text, context.resultOf, context.absent) };
    await context.effect('chat', 'post', message);
    return { status: 'succeeded', result: message };
  },
});
