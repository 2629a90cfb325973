import * as z from 'zod';
import { defineButton } from '../button.ts';
import { logCard } from '../log-card.ts';
import { requireAllowed } from '../who.ts';

export default defineButton({
  kind: 'log.show',
  data: z.object({ chain: z.string() }),
  async press(context, { chain }) {
    await requireAllowed(context, { do: 'view' });
    return { type: 'card', card: await logCard(context.services, chain), visibility: 'quiet' };
  },
});
