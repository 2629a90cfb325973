import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { requireAllowed, requirePerson } from '../../commands/who.ts';
import { END_FREEZE } from '../freeze.ts';
import { FREEZES } from '../key.ts';
import { endForm } from './end-form.ts';

/** Asks why a freeze ends before its time, and ends it: its card shows that. */
export default defineButton({
  kind: 'freeze.end',
  data: z.object({ freeze: z.string() }),
  async press(context, { freeze }) {
    requirePerson(context);
    await requireAllowed(context, END_FREEZE);
    return endForm(freeze);
  },
  form: async (_context, { freeze }) => endForm(freeze),
  async submit(context, { freeze }, { reason = '' }) {
    await FREEZES.in(context.services).end(requirePerson(context), freeze, reason);
    return { type: 'none' };
  },
});
