import * as z from 'zod';
import { defineButton } from '../button.ts';
import { proofCard } from '../log-card.ts';
import { requireAllowed } from '../who.ts';

export default defineButton({
  kind: 'log.proof',
  looks: true,
  data: z.object({ chain: z.string() }),
  async press(context, { chain }) {
    await requireAllowed(context, { do: 'view' });
    return { type: 'card', card: await proofCard(context.services, chain), visibility: 'quiet' };
  },
});
