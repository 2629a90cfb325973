import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { requirePerson } from '../../commands/who.ts';
import { SCHEDULES } from '../key.ts';

/** Somebody says that what was due is done, or was not done: its card shows it. */
export default defineButton({
  kind: 'schedule.say',
  data: z.object({ occurrence: z.string(), done: z.boolean() }),
  async press(context, { occurrence, done }) {
    await SCHEDULES.in(context.services).say(requirePerson(context), occurrence, done);
    return { type: 'none' };
  },
});
