import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { changesCard } from './changes-card.ts';

/** Goes on to older changes, in the place of the newer ones. */
export default defineButton({
  kind: 'changelog.older',
  looks: true,
  data: z.object({
    asked: z.record(z.string(), z.string()),
    before: z.object({ done: z.string(), id: z.number() }),
  }),
  async press(context, { asked, before }) {
    const card = await changesCard(context, asked, before);
    return { type: 'card', card, visibility: 'quiet', replaces: true };
  },
});
