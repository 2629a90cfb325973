import { z } from 'zod';
import { parseDuration } from '../../duration.ts';

const LONGEST_MS = 366 * 86_400_000;

/** A duration as authors write it; becomes milliseconds. */
export const duration = z
  .string()
  .meta({ examples: ['90s', '30m', '48h', '7d'] })
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms <= LONGEST_MS) return ms;
    context.issues.push({
      code: 'custom',
      input: text,
      message: `'${text}' is not a duration of at most a year`,
      params: { suggestion: 'Write a number and a unit: 90s, 30m, 48h, 7d or 1h30m.' },
    });
    return z.NEVER;
  });
