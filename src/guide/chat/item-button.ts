import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { notMoved } from '../refusals.ts';
import { itemCard } from './item-card.ts';
import { forOne, lookedAt } from './looked-at.ts';

/** Opens one item of a guide, with all that can be done about it. */
export default defineButton({
  kind: 'guide.item',
  looks: true,
  data: z.object({ guide: z.string(), own: z.boolean() }),
  async press(context, { guide: id, own }, chosen) {
    const { guide, called } = await lookedAt(context, id);
    const wanted = chosen ?? '';
    const card = itemCard(guide, wanted, called);
    if (card === undefined) throw notMoved(guide, { hindrance: 'no-item', item: wanted }, called);
    return forOne(card, own);
  },
});
