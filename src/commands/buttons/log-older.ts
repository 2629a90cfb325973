import * as z from 'zod';
import { defineButton } from '../button.ts';
import { logFoundCard, readLogSearch } from '../log-search.ts';
import { requireAllowed } from '../who.ts';

/** Goes on to older entries of a search. */
export default defineButton({
  kind: 'log.older',
  looks: true,
  data: z.object({
    asked: z.record(z.string(), z.string()),
    before: z.number(),
  }),
  async press(context, { asked, before }) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const query = { ...readLogSearch(services, asked, await services.now()), before };
    return { type: 'card', card: await logFoundCard(services, query, asked), visibility: 'quiet' };
  },
});
