import * as z from 'zod';
import { period } from '../../../duration.ts';
import { pathName } from './entry.ts';

/** How what an action did is taken back: by another action, which is planned, approved and recorded like any. */
export const revert = z.strictObject({
  action: pathName.meta({ description: 'The action that takes it back.' }),
  remind: period.optional().meta({
    description: 'So long after it was done its channel is reminded, unless it was taken back by then.',
  }),
});

/** The key of a step of `onFailure` that stands for the steps of that action. */
export const REVERT = 'revert';
