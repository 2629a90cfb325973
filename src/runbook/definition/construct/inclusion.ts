import * as z from 'zod';
import { numeric } from '../../../written/numeric.ts';
import { fieldName, pathName } from './entry.ts';

/** The key that stands in a step in the place of a kind: its steps are those of another action. */
export const INCLUDE = 'include';

/** The action whose steps stand in the place of this one, and what it is given. */
export const inclusion = z.strictObject({
  action: pathName.meta({ description: 'The action whose steps stand here.' }),
  with: z
    .record(fieldName, z.union([z.string(), numeric, z.boolean()]))
    .default({})
    .meta({ description: 'Its parameters: values, or `{{ params.x }}` and `{{ vars.y }}` of this action.' }),
});

export type Inclusion = z.output<typeof inclusion>;
