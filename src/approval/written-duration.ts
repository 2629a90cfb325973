import { z } from 'zod';
import { parseDuration } from '../duration.ts';

const SUGGESTION = 'Write a number and a unit: 90s, 30m, 48h, 7d or 1h30m.';

/** A duration as authors write it, such as `30m` or `48h`; stays text until the policy is resolved. */
export const writtenDuration = z
  .string()
  .meta({ examples: ['90s', '30m', '48h', '7d'] })
  .superRefine((text, context) => {
    if (parseDuration(text) === undefined)
      context.addIssue({
        code: 'custom',
        message: `'${text}' is not a duration.`,
        params: { suggestion: SUGGESTION },
      });
  });

/** A duration longer than nothing. */
export const writtenPeriod = writtenDuration.superRefine((text, context) => {
  if (parseDuration(text) === 0)
    context.addIssue({
      code: 'custom',
      message: 'No time at all would leave nobody a chance to act.',
      params: { suggestion: SUGGESTION },
    });
});

/** Milliseconds of a text that {@link writtenDuration} accepted. */
export function milliseconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new TypeError(`not a duration: ${text}`);
  return ms;
}
