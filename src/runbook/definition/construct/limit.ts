import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { numeric } from '../../../written/numeric.ts';
import { isReversed } from './bound.ts';
import { entryFields, pathName, slug } from './entry.ts';
import { timeOfDay } from './time-zone.ts';

/** A bound that operations keep within, watched but enforced elsewhere. */
export const limit = z
  .strictObject({
    ...entryFields,
    metric: slug.optional(),
    unit: z.string().max(20).optional(),
    min: numeric.optional(),
    max: numeric.optional(),
    per: duration.optional(),
    resets: timeOfDay.optional().meta({ description: 'When the count starts again, e.g. 00:00 UTC.' }),
    warnAtPercent: z.number().min(1).max(100).optional(),
    offers: pathName.optional().meta({ description: 'Action to offer when it is exceeded.' }),
  })
  .refine((value) => !isReversed(value), {
    path: ['min'],
    message: 'the lower limit is above the upper one',
    params: { suggestion: 'Exchange min and max.' },
    ...besideOtherFaults('min', 'max'),
  });
