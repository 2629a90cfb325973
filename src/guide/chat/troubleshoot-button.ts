import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { troubleshootCard } from './troubleshoot.ts';

/** A symptom that was found, in full; all of them where none is named. */
export default defineButton({
  kind: 'guide.symptom',
  looks: true,
  data: z.object({ ref: z.string().optional() }),
  press: async (context, { ref }, chosen) => ({
    type: 'card',
    card: await troubleshootCard(context, ref ?? chosen ?? '', ''),
    visibility: 'quiet',
    replaces: true,
  }),
});
