import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { requirePerson } from '../../commands/who.ts';
import { GUIDES } from '../key.ts';
import { afterwards, lookedAt } from './looked-at.ts';

/** Starts the guide that an item names, where the one stands that it belongs to. */
export default defineButton({
  kind: 'guide.within',
  data: z.object({ guide: z.string(), item: z.string(), from: z.string() }),
  async press(context, data) {
    const by = requirePerson(context);
    const { guide } = await lookedAt(context, data.guide);
    await GUIDES.in(context.services).startWithin(by, data.guide, data.item, guide.place);
    return afterwards(context, data);
  },
});
