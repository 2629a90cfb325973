import * as z from 'zod';
import { defineButton } from '../button.ts';
import { logCard } from '../log-card.ts';
import { requireAllowed } from '../who.ts';

/** Shows the log of a thing; as a menu, of what was chosen. */
export default defineButton({
  kind: 'log.show',
  looks: true,
  data: z.object({ chain: z.string().optional() }),
  async press(context, { chain }, chosen) {
    await requireAllowed(context, { do: 'view' });
    const card = await logCard(context.services, chain ?? chosen ?? '');
    return { type: 'card', card, visibility: 'quiet' };
  },
});
