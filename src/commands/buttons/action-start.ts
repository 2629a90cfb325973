import * as z from 'zod';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';

/** The way from what explains an action to the action: what it takes is asked in its form, what it would do is shown. */
export default defineButton({
  kind: 'action.start',
  data: z.object({ action: z.string() }),
  press: (context, { action }) =>
    propose(context, { action, params: {}, mode: 'execute', share: false, asks: true, untyped: 'always' }),
});
