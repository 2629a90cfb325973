import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { propose } from '../../commands/propose.ts';
import { requirePerson } from '../../commands/who.ts';
import { GUIDE } from '../guide.ts';
import { applyMove } from '../model/apply.ts';
import { actionOf } from '../model/begun-with.ts';
import { notMoved } from '../refusals.ts';
import { lookedAt } from './looked-at.ts';

/** Asks for the action that decides an item, as its command does: with its form, its guards and its approval. */
export default defineButton({
  kind: 'guide.run',
  data: z.object({ guide: z.string(), item: z.string(), from: z.string() }),
  async press(context, { guide: id, item: itemId }) {
    const by = requirePerson(context).id;
    const { guide, called } = await lookedAt(context, id);
    const item = guide.sheet.items.find((one) => one.id === itemId);
    const action = item && actionOf(item);
    if (action === undefined) throw notMoved(guide, { hindrance: 'not-so', item: itemId }, called);
    // Nobody fills in a form for what somebody else has begun.
    const move = { do: 'begun', items: [itemId], awaits: '' } as const;
    const after = applyMove(guide.sheet, guide.state, move, { by, at: '' });
    if ('hindrance' in after) throw notMoved(guide, after, called);
    return propose(context, {
      ...{ action, params: {}, mode: 'execute', share: false },
      ...{ asks: true, untyped: 'changes' },
      purpose: { of: GUIDE.subject(id), item: itemId },
    });
  },
});
