import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { showCard } from './show.ts';

/** Shows what was found or belongs to something; as a menu, what was chosen of it. Another page takes the place of the one before. */
export default defineButton({
  kind: 'knowledge.show',
  looks: true,
  data: z.object({ ref: z.string().optional(), from: z.int().optional() }),
  async press(context, { ref, from }, chosen) {
    const card = await showCard(context, ref ?? chosen ?? '', from);
    return { type: 'card', visibility: 'quiet', card, ...(from === undefined ? {} : { replaces: true }) };
  },
});
