import * as z from 'zod';
import { OpsError } from '../../errors.ts';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';
import { notTakenHere } from '../who.ts';

/** The way from what explains an action to the action: what it takes is asked in its form, what it would do is shown. */
export default defineButton({
  kind: 'action.start',
  data: z.object({ action: z.string() }),
  async press(context, { action }) {
    // What explains the action may stand where commands were taken when it was asked for, and are not any more.
    const instead = await context.services.takenInstead(context.place);
    if (instead.length > 0) throw new OpsError(notTakenHere('The action', instead));
    return propose(context, {
      action,
      params: {},
      mode: 'execute',
      share: false,
      asks: true,
      untyped: 'always',
    });
  },
});
