import * as z from 'zod';
import { duration } from '../../../duration.ts';
import type { Numeric } from '../../../values/number.ts';
import { bound, isWithin } from './bound.ts';
import { entryFields, slug, sourceLines } from './entry.ts';

/** From the worst to the best: the order in which bands are tried. */
export const BAND_LEVELS = ['trip', 'critical', 'warning', 'elevated', 'normal'] as const;
export type BandLevel = (typeof BAND_LEVELS)[number];

const band = z.strictObject({
  when: z.array(bound).min(1).meta({ description: 'Any of these ranges.' }),
  source: sourceLines,
  assumed: z.literal(true).optional(),
  severity: slug.optional().meta({ description: 'Severity of the alert that it raises; none: no alert.' }),
  opens: slug.optional().meta({ description: 'Procedure to open.' }),
});

/** Watches one metric and says in which band its value lies. Serves kind `threshold`. */
export const monitor = z.strictObject({
  ...entryFields,
  metric: slug,
  every: duration.optional(),
  bands: z.partialRecord(z.enum(BAND_LEVELS), band).refine((bands) => Object.keys(bands).length > 0, {
    message: 'a monitor without bands',
    params: { suggestion: 'Add one, such as `critical: { when: [{ above: 90 }] }`.' },
  }),
  gap: z
    .enum(['elevated', 'normal', 'warning'])
    .default('elevated')
    .meta({ description: 'Level of a value that no band names.' }),
});

export type Monitor = z.output<typeof monitor>;

/** The worst band that holds the value; `gap` when none does. Limits belong exactly where the author put them. */
export function classify(monitor: Pick<Monitor, 'bands' | 'gap'>, value: Numeric): BandLevel {
  for (const level of BAND_LEVELS) {
    if (monitor.bands[level]?.when.some((range) => isWithin(range, value))) return level;
  }
  return monitor.gap;
}
