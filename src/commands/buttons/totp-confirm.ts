import { z } from 'zod';
import { said } from '../answers.ts';
import { defineButton } from '../button.ts';
import { requirePerson } from '../who.ts';

/** The first code of a new authenticator. */
export default defineButton({
  kind: 'totp.confirm',
  data: z.object({}),
  async press() {
    return {
      type: 'form',
      intent: { kind: 'totp.confirm', data: {} },
      form: {
        title: 'Your first code',
        fields: [
          { name: 'code', label: 'Six digits it shows now', type: 'text', required: true, maxLength: 10 },
        ],
        submit: 'Confirm',
      },
    };
  },
  async submit(context, _data, { code }) {
    await context.services.totp.confirm(requirePerson(context), code ?? '');
    return said('Your authenticator is set up.', 'Approvals that need it ask for its six digits.');
  },
});
