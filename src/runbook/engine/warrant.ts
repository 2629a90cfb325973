import type { ApprovalRequest } from '../../approval/request.ts';
import type { SealedRequest } from '../../approval/service/sealed.ts';
import { planDigest } from '../plan/digest.ts';
import type { Plan } from '../plan/plan.ts';
import { planPolicy } from '../plan/plan-policy.ts';
import type { Run } from '../run/run.ts';

/**
 * Why a run may not go on: what stands in its row is not what people agreed to. Looked at in every turn, because the
 * row can be altered, or put there, by whoever can write to the database.
 * @param request what its request stands for; undefined when it has none that can be used.
 */
export function refuseUnwarranted(run: Run, request: SealedRequest | undefined): string | undefined {
  if (run.steps.length !== run.plan.steps.length) return 'its steps are not those of its plan';
  if (run.requestId === null)
    return needsRequest(run.plan) ? 'its plan needs an approval, and it came from no request' : undefined;
  if (request === undefined) return 'its request is missing, or is not what was asked';
  if (request.digestOf('plan') !== planDigest(run.plan)) return 'its plan is not the one that was approved';
  if (request.requester !== run.requester) return 'its requester is not the one of its request';
  const policy = planPolicy(run.plan);
  if (policy === null || request.mode !== MODES[policy.kind]) return 'its request is of another kind';
  // What is still queued is claimed on its way; everything later comes after the claim.
  const claims = policy.kind === 'approval' && run.state === 'queued' && run.startedAt === null;
  return claims || request.state === 'claimed' ? undefined : 'its request was not claimed for it';
}

const MODES = { approval: 'quorum', 'break-glass': 'break-glass' } satisfies Record<
  string,
  ApprovalRequest['mode']
>;

/** The rule of the definition, once more for what is stored: risk is approved, or rehearsed. */
export function needsRequest(plan: Plan): boolean {
  if (plan.mode === 'dry-run') return false;
  return plan.risk === 'high' || plan.risk === 'critical' || plan.policy !== null;
}
