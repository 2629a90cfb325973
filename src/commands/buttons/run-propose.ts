import { z } from 'zod';
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
    /** What was given before the form; the form may not have had room for all of it. */
    params: z.record(z.string(), z.string()),
  }),
  async submit(context, { action, mode, share, params }, values) {
    const { [REASON]: reason, [CONFIRMATION]: confirmation, ...typed } = values;
    const asked = {
      action,
      mode,
      share,
      params: { ...params, ...typed },
      ...(reason === undefined ? {} : { reason }),
      ...(confirmation === undefined ? {} : { confirmation }),
    };
    return propose(context, asked, true);
  },
});
