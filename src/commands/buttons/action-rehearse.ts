import * as z from 'zod';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';
import { REHEARSE } from '../rehearsing.ts';

/** The dry run of what was shown before it is asked for, with the same parameters. */
export default defineButton({
  kind: REHEARSE,
  data: z.object({ action: z.string(), params: z.record(z.string(), z.string()) }),
  press: (context, { action, params }) => propose(context, { action, params, mode: 'dry-run', share: false }),
});
