import * as z from 'zod';
import { said } from '../answers.ts';
import { defineButton } from '../button.ts';
import { firstCodeForm } from '../code-form.ts';
import { requirePerson } from '../who.ts';

/** The first code of a new authenticator. */
export default defineButton({
  kind: 'totp.confirm',
  data: z.object({}),
  press: async () => firstCodeForm(),
  form: async () => firstCodeForm(),
  async submit(context, _data, { code }) {
    await context.services.totp.confirm(requirePerson(context), code ?? '');
    return said('Your authenticator is set up.', 'Approvals that need it ask for its six digits.');
  },
});
