import { OpsError } from '../../../errors.ts';
import { demandsOf } from '../../plan/demands.ts';
import { directionOf } from '../../plan/direction.ts';
import type { Plan } from '../../plan/plan.ts';
import { policyOf } from '../../plan/plan-policy.ts';
import { gatedPlan } from '../gate.ts';
import { refuseWhileUnderWay } from '../overtaken/service/under-way.ts';
import { refusePlan } from '../precondition/service.ts';
import {
  internalAction,
  loggingRefusals,
  type Proposal,
  type ProposeDeps,
  planNow,
  standingIn,
} from './propose.ts';

/** What is asked about a proposal before it is made, and by whom. */
export type Preview = Pick<Proposal, 'action' | 'params' | 'mode' | 'requester'>;

/**
 * What a proposal would carry out if it were made now. Nobody reads a plan, types a reason or presses a red button for
 * something that is refused anyway. All of it is decided again when it is proposed.
 * @throws OpsError when it could not be planned, or would be refused. The refusal is logged.
 */
export async function preview(deps: ProposeDeps, asked: Preview): Promise<Plan> {
  return loggingRefusals(deps.db, asked, async () => {
    const plan = await planNow(deps, asked);
    const standing = { ...standingIn(deps), registry: deps.registry };
    const refusal = await deps.db.transact(
      async (tx) =>
        (await deps.gate?.(tx, gatedPlan(plan))) ??
        (await refusePlan(tx, plan, null, await tx.now())) ??
        (await refuseWhileUnderWay(tx, standing, plan)),
    );
    if (refusal !== undefined) throw new OpsError(refusal);
    return plan;
  });
}

/**
 * Whether an action could be asked for now, whatever its parameters: what it requires is there, and nobody has asked for it
 * who holds its lock. Nobody fills in a form for what is refused anyway.
 * @throws OpsError why not. The refusal is logged.
 */
export async function requireReady(
  deps: ProposeDeps,
  asked: Pick<Proposal, 'action' | 'requester'>,
): Promise<void> {
  const found = deps.registry.action(asked.action);
  if (found === undefined) return;
  const { runbook, action } = found;
  if (action.internal) throw internalAction(asked.action);
  const guarded = {
    action: asked.action,
    runbook: runbook.id,
    title: action.title,
    environment: deps.settings.environment,
    mode: 'execute',
    ...demandsOf(runbook, action),
  } as const;
  const policy = policyOf(runbook, action, deps.settings.risks);
  const isAsked = policy?.kind === 'approval';
  // Which way a change goes is known with its value: a form may be filled in for what tightens.
  const mayLessen = policy?.kind === 'break-glass' || directionOf(action) !== undefined;
  await loggingRefusals(deps.db, asked, () =>
    deps.db.transact(async (tx) => {
      const refusal =
        (await deps.gate?.(tx, { ...guarded, risk: action.risk, lessens: mayLessen })) ??
        (await refusePlan(tx, guarded, null, await tx.now())) ??
        (await refuseWhileUnderWay(tx, { ...standingIn(deps), registry: deps.registry }, guarded));
      if (refusal !== undefined) throw new OpsError(refusal);
      if (isAsked && guarded.lock !== null) await deps.approvals.requireFree(tx, guarded.lock);
    }),
  );
}

/**
 * Whether somebody could break the glass of an action now: for that, nothing of its parameters has to be known. An
 * action that is unknown, or has another policy, passes: what is refused about it is refused elsewhere.
 * @throws OpsError when they are not entitled, or the limit is reached. The refusal is logged.
 */
export async function requireGlass(
  deps: ProposeDeps,
  asked: Pick<Proposal, 'action' | 'requester'>,
): Promise<void> {
  const found = deps.registry.action(asked.action);
  const policy = found && policyOf(found.runbook, found.action, deps.settings.risks);
  if (policy?.kind !== 'break-glass') return;
  const subject = { kind: 'plan', id: asked.action, title: found?.action.title ?? '' };
  await loggingRefusals(deps.db, asked, () =>
    deps.db.transact((tx) =>
      deps.approvals.requireMayBreak(tx, { subject, policy: policy.policy, by: asked.requester }),
    ),
  );
}
