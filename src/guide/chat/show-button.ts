import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { GUIDE } from '../guide.ts';
import { lookedAt } from './looked-at.ts';

/** Shows a guide to whoever asks, with its buttons; as a menu, the one that was chosen. */
export default defineButton({
  kind: 'guide.show',
  looks: true,
  data: z.object({ guide: z.string().optional() }),
  async press(context, { guide: id }, chosen) {
    const { guide } = await lookedAt(context, id ?? chosen ?? '');
    return { type: 'subject', subject: GUIDE.subject(guide.id), visibility: 'quiet' };
  },
});
