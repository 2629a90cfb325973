import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { requirePerson } from '../../commands/who.ts';
import { CHANNELS } from '../key.ts';
import { openingReply } from './opening-card.ts';

/** Does what an opening did not achieve; what is open already stays as it is. */
export default defineButton({
  kind: 'channel.again',
  data: z.object({ opening: z.string() }),
  async press(context, { opening }) {
    return openingReply(await CHANNELS.in(context.services).again(requirePerson(context), opening));
  },
});
