import * as z from 'zod';
import { defineButton } from '../button.ts';
import { helpCard } from '../help-card.ts';

/** Explains what was found; as a menu, what was chosen of it. */
export default defineButton({
  kind: 'help.show',
  looks: true,
  data: z.object({ topic: z.string().optional() }),
  async press(context, { topic }, chosen) {
    return { type: 'card', visibility: 'quiet', card: await helpCard(context, topic ?? chosen ?? '') };
  },
});
