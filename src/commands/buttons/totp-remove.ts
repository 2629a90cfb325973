import * as z from 'zod';
import { said } from '../answers.ts';
import { defineButton } from '../button.ts';
import { removalCodeForm } from '../code-form.ts';
import { requirePerson } from '../who.ts';

export default defineButton({
  kind: 'totp.remove',
  data: z.object({}),
  form: async () => removalCodeForm(),
  async submit(context, _data, { code }) {
    await context.services.totp.remove(requirePerson(context), code ?? '');
    return said('Your authenticator was removed.', 'Set up another one with /ops totp enroll.');
  },
});
