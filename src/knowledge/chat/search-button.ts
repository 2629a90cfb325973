import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { searchCard } from './search.ts';

/** Looks for another word, or shows another page in the place of the one before. */
export default defineButton({
  kind: 'knowledge.search',
  looks: true,
  data: z.object({ text: z.string().optional(), system: z.string().optional(), from: z.int().optional() }),
  async press(context, { text, system, from }, chosen) {
    const card = await searchCard(context, { text: text ?? chosen ?? '', system, from });
    return { type: 'card', visibility: 'quiet', card, ...(from === undefined ? {} : { replaces: true }) };
  },
});
