import * as z from 'zod';
import { duration, parseDuration } from '../../../duration.ts';
import { compareNumbers, isNumeric, type Numeric } from '../../../values/number.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { numeric } from '../../../written/numeric.ts';
import { entryFields, pathName, slug } from './entry.ts';
import { timeOfDay } from './time-zone.ts';

/** A duration that stays as it is written, for what refers to it. */
const writtenDuration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, {
    message: 'a text that is neither a number nor a duration',
    params: { suggestion: 'Write a number, or a duration such as 15m.' },
  })
  .meta({ examples: ['90s', '15m', '24h'] });

const end = z.union([numeric, writtenDuration]);

/** A bound that operations keep within, watched but enforced elsewhere. Whatever compares with it refers to it. */
export const limit = z
  .strictObject({
    ...entryFields,
    metric: slug.optional(),
    unit: z.string().max(20).optional(),
    min: end.optional().meta({ description: 'The least: a number, or a duration such as 15m.' }),
    max: end.optional().meta({ description: 'The greatest: a number, or a duration such as 15m.' }),
    per: duration.optional(),
    resets: timeOfDay.optional().meta({ description: 'When the count starts again, e.g. 00:00 UTC.' }),
    warnAtPercent: z.number().min(1).max(100).optional(),
    offers: pathName.optional().meta({ description: 'Action to offer when it is exceeded.' }),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || isAlike(min, max), {
    path: ['min'],
    message: 'one end is a number and the other a duration',
    params: { suggestion: 'Write both in the same way.' },
    ...besideOtherFaults('min', 'max'),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || !isAbove(min, max), {
    path: ['min'],
    message: 'the lower limit is above the upper one',
    params: { suggestion: 'Exchange min and max.' },
    ...besideOtherFaults('min', 'max'),
  });

type End = Numeric | string;

function isAlike(one: End, other: End): boolean {
  return isNumeric(one) === isNumeric(other);
}

function isAbove(low: End, high: End): boolean {
  if (isNumeric(low)) return isNumeric(high) && compareNumbers(low, high) > 0;
  return !isNumeric(high) && (parseDuration(low) ?? 0) > (parseDuration(high) ?? 0);
}
