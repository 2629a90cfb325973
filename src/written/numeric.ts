import * as z from 'zod';
import { isNumeric, type Numeric } from '../values/number.ts';

/** A number in the form in which it was written; for editors an ordinary number. */
export const numeric = z
  .unknown()
  .check((context) => {
    if (isNumeric(context.value)) return;
    context.issues.push({ code: 'invalid_type', expected: 'number', input: context.value });
  })
  .meta({ type: 'number' }) as unknown as z.ZodType<Numeric>;
