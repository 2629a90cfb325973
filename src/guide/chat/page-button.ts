import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { forOne, lookedAt } from './looked-at.ts';
import { pageCard } from './page-card.ts';

/** All items of a guide, from one on. */
export default defineButton({
  kind: 'guide.page',
  looks: true,
  data: z.object({ guide: z.string(), from: z.number(), own: z.boolean() }),
  async press(context, { guide: id, from, own }) {
    const { guide, called } = await lookedAt(context, id);
    return forOne(pageCard(guide, from, called), own);
  },
});
