import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof UNITS;

const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g;
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

/** A {@link duration} in which somebody must act, so longer than nothing. */
export const period = duration.refine((ms) => ms > 0, {
  error: 'No time at all would leave nobody a chance to act.',
  params: { suggestion: SUGGESTION },
});
