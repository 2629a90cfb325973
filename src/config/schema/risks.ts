import * as z from 'zod';

const risk = z.strictObject({
  via: z
    .array(z.enum(['button', 'reaction']))
    .min(1)
    .optional()
    .meta({ description: 'The only ways in which votes may be given.' }),
  code: z
    .literal('approvers')
    .optional()
    .meta({ description: 'Approvers must give a one-time code of their authenticator.' }),
  reason: z.literal('required').optional().meta({ description: 'The requester must say why.' }),
});

/** Kept by every approval of an action of this risk, whatever its policy says. */
export const risks = z.strictObject({ high: risk.default({}), critical: risk.default({}) }).meta({
  description: 'What every approval of such a risk needs, whatever the policy of its runbook says.',
});
