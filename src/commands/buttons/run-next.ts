import * as z from 'zod';
import { NEXT } from '../../chat/next-button.ts';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';

/** What comes next, as its command does it: with its form, its guards and its approval, for whoever pressed it. */
export default defineButton({
  kind: NEXT,
  data: z.object({ action: z.string() }),
  press: (context, { action }) =>
    propose(context, { action, params: {}, mode: 'execute', share: false, asks: true, untyped: 'changes' }),
});
