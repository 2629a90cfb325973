import * as z from 'zod';
import { writtenPolicy } from '../../../approval/policy.ts';
import { period } from '../../../duration.ts';
import { fieldName, pathName, slug } from './entry.ts';

const policy = z
  .union([slug, writtenPolicy])
  .meta({ description: 'Name of a policy, or the policy itself.' });

/** Who must approve, by whether a change loosens or tightens what holds now. */
export const direction = z.strictObject({
  param: fieldName.meta({ description: 'The parameter that is the new value.' }),
  looser: z.enum(['higher', 'lower']).meta({ description: 'Which values of it allow more.' }),
  now: z.strictObject({ action: pathName, gives: fieldName, within: period.prefault('15m') }).meta({
    description:
      'What holds now: what the last run of an action that only looks gave, at most so long ago (15m unless given).',
  }),
  loosens: policy,
  tightens: policy,
});

export type Direction = z.output<typeof direction>;
