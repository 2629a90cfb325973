import * as z from 'zod';
import { entryFields, slug } from './entry.ts';

/** Where alerts of one severity go, in order. */
export const route = z.strictObject({
  ...entryFields,
  severity: slug,
  to: z
    .array(
      z.strictObject({
        via: z.enum(['chat', 'email', 'pagerduty', 'sms', 'phone']),
        channel: slug.optional().meta({ description: 'Channel for chat.' }),
        urgency: z.enum(['high', 'low']).optional(),
      }),
    )
    .min(1),
});
