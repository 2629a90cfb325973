import * as z from 'zod';
import { isCron } from '../../../values/cron.ts';

/** What each field may hold, in order. Sunday is 0 and 7. */
const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12 },
  { name: 'day of the week', min: 0, max: 7 },
] as const;

/** Names of days, and what only some readers of cron know (`L`, `?`, `H`, `@daily`), would be read otherwise elsewhere. */
const NUMBERS = /^(?:(?:\*|\d+(?:-\d+)?)(?:\/\d+)?|\d+#\d+)$/;

/** Five fields of cron: numbers, ranges, lists and steps; the day of the week may be the nth of its month (`0#1`). */
export const cron = z
  .string()
  .max(60)
  .superRefine((text, context) => {
    const problem = cronProblem(text);
    if (problem !== undefined)
      context.addIssue({ code: 'custom', message: `"${text}" ${problem}`, params: { suggestion: EXAMPLE } });
  });

const EXAMPLE = 'Write minute, hour, day of the month, month and day of the week, such as 0 9 * * 1-5.';

/** @returns why it is no time that ever comes, behind the text itself. */
export function cronProblem(text: string): string | undefined {
  const given = text.trim().split(/\s+/);
  if (given.length !== FIELDS.length) return `has ${given.length} of ${FIELDS.length} fields`;
  for (const [index, { name, min, max }] of FIELDS.entries()) {
    const field = given[index] ?? '';
    const alone = FIELDS.map((_, other) => (other === index ? field : '*')).join(' ');
    const unread = `has ${JSON.stringify(field)} as its ${name}, from ${min} to ${max}`;
    if (!field.split(',').every((part) => NUMBERS.test(part))) return unread;
    const far = stepsOf(field).find((step) => step > max - min);
    if (far !== undefined)
      return `has ${JSON.stringify(field)} as its ${name}, which begins anew before ${far} have passed: it would come once each time`;
    if (!isCron(alone)) return unread;
  }
  // Each field is one by itself: together they name a day that does not come.
  return isCron(given.join(' ')) ? undefined : 'is a day that none of its months has';
}

/** `10-30/10,40-50/5` has the steps 10 and 5. */
function stepsOf(field: string): readonly number[] {
  return field.split(',').flatMap((part) => {
    const [, step] = part.split('/');
    return step === undefined ? [] : [Number(step)];
  });
}
