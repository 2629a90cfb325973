import type { Policy } from '../../approval/policy.ts';
import type { BreakGlassPolicy } from '../../approval/review/policy.ts';
import { durationWords } from './duration-words.ts';
import type { PlanPolicy } from './plan-policy.ts';

/** `1 of sre, not the requester; expires in 30 min`. */
export function describePolicy(policy: PlanPolicy | null): string {
  if (policy === null) return 'no approval needed';
  return policy.kind === 'approval' ? approvalWords(policy.policy) : breakGlassWords(policy.policy);
}

function approvalWords(policy: Policy): string {
  const parts = [
    `${policy.groups.map((group) => `${group.quorum} of ${anyOf(group.of)}`).join(' and ')}, not the requester`,
  ];
  if (policy.holdMs > 0) parts.push(`roles held for at least ${durationWords(policy.holdMs)}`);
  if (policy.timelockMs > 0) parts.push(`waits ${durationWords(policy.timelockMs)} after approval`);
  if (policy.veto.length > 0) parts.push(`${anyOf(policy.veto)} can veto`);
  if (policy.denials > 1) parts.push(`${policy.denials} rejections end it`);
  if (policy.reason === 'required') parts.push('the requester says why');
  if (policy.confirm !== 'none') parts.push(`${CONFIRMS[policy.confirm]} the name of the action`);
  if (policy.code !== 'none') parts.push('approvers give a one-time code');
  if (policy.wakes) parts.push('approvers are called at any hour');
  parts.push(`expires in ${durationWords(policy.expiresMs)}`);
  return parts.join('; ');
}

const CONFIRMS = {
  requester: 'the requester types',
  approvers: 'approvers type',
  both: 'requester and approvers type',
} as const;

function breakGlassWords({ of, limit, review, page }: BreakGlassPolicy): string {
  return [
    `break-glass: ${anyOf(of)} alone, at once, with a typed reason`,
    `at most ${limit.count} in ${durationWords(limit.perMs)}`,
    `reviewed by ${review.quorum} of ${anyOf(review.of)} within ${durationWords(review.withinMs)}, or ${page} is paged`,
  ].join('; ');
}

function anyOf(roles: readonly string[]): string {
  return roles.join(' or ');
}
