import { asksApprovers } from '../approval/policy.ts';
import { phraseOf } from '../approval/request.ts';
import type { FormField } from '../chat/card.ts';
import { mandateOf } from '../runbook/run/decision.ts';
import type { RunView } from '../runbook/service.ts';
import { approverFields } from './approve-form.ts';

/** What is said about a step, and why. */
export function reasonField(label: string): FormField {
  return { name: 'reason', label, type: 'longtext', required: true, maxLength: 2_000 };
}

/** Deciding about an effect asks for what approving it did. */
export function approvingFields({ plan, requester }: RunView): readonly FormField[] {
  const policy = mandateOf(plan, requester, undefined)?.policy;
  if (policy === undefined) return [];
  const phrase = asksApprovers(policy.confirm) ? phraseOf(plan.action) : undefined;
  return approverFields(phrase, policy.code === 'approvers');
}
