import * as z from 'zod';
import { defineButton } from '../button.ts';
import { openingReply } from '../opening-card.ts';
import { requirePerson } from '../who.ts';

/** Does what an opening did not achieve; what is open already stays as it is. */
export default defineButton({
  kind: 'channel.again',
  data: z.object({ opening: z.string() }),
  async press(context, { opening }) {
    return openingReply(await context.services.channels.again(requirePerson(context), opening));
  },
});
