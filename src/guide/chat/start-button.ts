import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { startGuide } from './start.ts';

/** Starts what a runbook has, from wherever it is named; as a menu, the one that was chosen. */
export default defineButton({
  kind: 'guide.start',
  data: z.object({ ref: z.string().optional(), anew: z.boolean().default(false) }),
  press: (context, { ref, anew }, chosen) => startGuide(context, ref ?? chosen ?? '', anew),
});
