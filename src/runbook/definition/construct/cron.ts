import * as z from 'zod';

/** What each field may hold, in order. Sunday is 0 and 7. */
const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12 },
  { name: 'day of the week', min: 0, max: 7 },
] as const;

/** The most days that each month can have. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PART = /^(?:\*|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/;
/** `0#1`: the first Sunday of the month. */
const NTH_DAY = /^[0-7]#[1-5]$/;

/** Five fields of cron: numbers, ranges, lists and steps; the day of the week may be the nth of its month. */
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
    for (const part of (given[index] ?? '').split(',')) {
      if (index === 4 && NTH_DAY.test(part)) continue;
      if (valuesOf(part, min, max) === undefined)
        return `has ${JSON.stringify(part)} as its ${name}, from ${min} to ${max}`;
    }
  }
  const [, , days = '', months = '', weekdays = ''] = given;
  // A day of the week is enough by itself.
  if (weekdays !== '*' || days === '*') return undefined;
  const first = Math.min(...days.split(',').flatMap((part) => valuesOf(part, 1, 31) ?? []));
  const longest = Math.max(
    ...months
      .split(',')
      .flatMap((part) => (valuesOf(part, 1, 12) ?? []).map((month) => LONGEST[month - 1] ?? 31)),
  );
  return first > longest ? 'is a day that none of its months has' : undefined;
}

function valuesOf(part: string, min: number, max: number): readonly number[] | undefined {
  const match = PART.exec(part);
  if (match === null) return undefined;
  const { from, to, step } = match.groups ?? {};
  const first = from === undefined ? min : Number(from);
  const last = from === undefined || (to === undefined && step !== undefined) ? max : Number(to ?? from);
  const by = step === undefined ? 1 : Number(step);
  if (first < min || last > max || first > last || by < 1) return undefined;
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, n) => first + n * by);
}
