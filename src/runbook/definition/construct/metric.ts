import * as z from 'zod';
import { bound } from './bound.ts';
import { entryFields, pathName } from './entry.ts';
import { jsonPath } from './json-path.ts';

/** A number that the system reports: its unit, where it is read, the target if there is one. */
export const metric = z.strictObject({
  ...entryFields,
  unit: z.string().max(30).optional(),
  from: z
    .strictObject({
      action: pathName,
      path: jsonPath.meta({ description: 'JSONPath in the result of the action, e.g. $.tvl_usd.' }),
    })
    .optional(),
  target: bound.optional(),
});
