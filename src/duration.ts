import * as z from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof UNITS;

const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/gy;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;

/**
 * Milliseconds of a written duration such as `30s`, `15m`, `48h`, `7d` or `1h30m`; undefined when the text
 * is not one.
 */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(PART)) ms += Number(count) * UNITS[unit as Unit];
  return Math.round(ms);
}

/** The shortest exact writing of a duration in ms, as {@link parseDuration} reads it: 5400000 is `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / UNITS[unit]);
    rest -= count * UNITS[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0s';
}

const LONGEST_MS = 366 * UNITS.d;
const SUGGESTION = 'Write a number and a unit: 90s, 30m, 48h, 7d or 1h30m.';

/** A duration as people write it in YAML, at most a year; becomes milliseconds. */
export const duration = z
  .string()
  .meta({ examples: ['90s', '30m', '48h', '7d'] })
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms <= LONGEST_MS) return ms;
    const message = `'${text}' is not a duration of at most a year.`;
    context.issues.push({ code: 'custom', input: text, message, params: { suggestion: SUGGESTION } });
    return z.NEVER;
  });

/** The longest that a timer of the runtime can wait; a longer one would end at once. */
export const LONGEST_TIMER_MS = 24 * UNITS.d;

/** A {@link duration} after which something is stopped: longer than nothing, and at most 24 days. */
export const timeLimit = duration
  .refine((ms) => ms > 0, {
    error: 'Nothing can be done in no time at all.',
    params: { suggestion: SUGGESTION },
  })
  .refine((ms) => ms <= LONGEST_TIMER_MS, {
    error: 'A time limit is at most 24 days.',
    params: { suggestion: 'Write at most 24d; to let time pass, use a wait step.' },
  });

/** Nothing is done in less, by people or by workers. */
const SHORTEST_PERIOD_MS = UNITS.s;

/** A {@link duration} in which somebody must act or something must happen, so at least a second. */
export const period = duration.refine((ms) => ms >= SHORTEST_PERIOD_MS, {
  error: 'Less than a second would leave nobody a chance to act.',
  params: { suggestion: SUGGESTION },
});
