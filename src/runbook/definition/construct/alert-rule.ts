import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { bound } from './bound.ts';
import { entryFields, pathName, sentence, slug } from './entry.ts';
import { BAND_LEVELS } from './monitor.ts';

/** What raises an alert: a monitor's band, a metric outside a range for a while, or a symptom that people report. */
export const alertRule = z.strictObject({
  ...entryFields,
  when: z.union([
    z.strictObject({ monitor: slug, band: z.enum(BAND_LEVELS) }),
    z.strictObject({
      metric: slug,
      is: bound,
      for: duration.optional(),
      minimumSamples: z.int().min(1).optional(),
    }),
    z.strictObject({
      silent: slug.meta({ description: 'Schedule of what is heard of nothing.' }),
      for: duration,
    }),
    z.strictObject({ symptom: sentence }),
  ]),
  severity: slug,
  respondWithin: duration.optional(),
  opens: slug.optional().meta({ description: 'Procedure to open.' }),
  offers: z.array(pathName).optional().meta({ description: 'Actions offered as buttons on the alert.' }),
});
