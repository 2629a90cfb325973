import * as z from 'zod';
import type { Form } from '../../chat/card.ts';
import { FORM_LATER } from '../../chat/form-later.ts';
import { defineButton } from '../button.ts';

/** Opens a form that the platform did not open when it was asked for. */
export default defineButton({
  kind: FORM_LATER,
  looks: true,
  // As we wrote it ourselves.
  data: z.object({ form: z.custom<Form>((value) => typeof value === 'object' && value !== null) }),
  press: async (_context, { form }) => ({ type: 'form-later', form }),
});
