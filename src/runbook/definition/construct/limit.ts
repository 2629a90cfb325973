import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { entryFields, pathName, slug } from './entry.ts';
import { timeOfDay } from './time-zone.ts';

/** A bound that operations keep within, watched but enforced elsewhere. */
export const limit = z
  .strictObject({
    ...entryFields,
    metric: slug.optional(),
    unit: z.string().max(20).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    per: duration.optional(),
    resets: timeOfDay.optional().meta({ description: 'When the count starts again, e.g. 00:00 UTC.' }),
    warnAtPercent: z.number().min(1).max(100).optional(),
    offers: pathName.optional().meta({ description: 'Action to offer when it is exceeded.' }),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    path: ['min'],
    message: 'the lower limit is above the upper one',
    params: { suggestion: 'Exchange min and max.' },
    ...besideOtherFaults('min', 'max'),
  });
