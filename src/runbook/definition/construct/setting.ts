import * as z from 'zod';
import { entryFields, pathName } from './entry.ts';
import { param } from './param.ts';

/** A value in the system's own configuration that is changed through an action. Serves kind `config-change`. */
export const setting = z.strictObject({
  ...entryFields,
  file: z.string().max(300),
  key: z.string().max(100),
  value: param,
  current: z.string().max(300).optional(),
  changedBy: pathName.meta({ description: 'Action that validates, backs up, changes and verifies.' }),
});
