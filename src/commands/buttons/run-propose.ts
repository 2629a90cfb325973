import * as z from 'zod';
import { carriedPurpose } from '../asked.ts';
import { defineButton } from '../button.ts';
import { CONFIRMATION, REASON } from '../proposal-form.ts';
import { propose } from '../propose.ts';

/** The form of parameters, reason and confirmation came back. */
export default defineButton({
  kind: 'run.propose',
  data: z.object({
    action: z.string(),
    mode: z.enum(['execute', 'dry-run']),
    share: z.boolean(),
    /** Parameters that the form has: one that comes back without a value was cleared. Absent in forms of older versions. */
    fields: z.array(z.string()).default([]),
    ...carriedPurpose,
  }),
  async submit(context, { action, mode, share, fields, purpose }, values) {
    const { [REASON]: reason, [CONFIRMATION]: confirmation, ...typed } = values;
    const asked = {
      action,
      mode,
      share,
      purpose,
      params: { ...Object.fromEntries(fields.map((name) => [name, ''])), ...typed },
      ...(reason === undefined ? {} : { reason }),
      ...(confirmation === undefined ? {} : { confirmation }),
    };
    return propose(context, asked, true);
  },
});
