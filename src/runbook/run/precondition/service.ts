import type { Refusal } from '../../../errors.ts';
import type { Tx } from '../../../store/database.ts';
import type { Plan } from '../../plan/plan.ts';
import { refuseCooldown, refuseRequirement } from './precondition.ts';
import { lastEffective, lastEnded, serializeAction } from './store.ts';

/** What must hold before a plan runs, checked when it is asked for and again when it starts. */
export async function refusePlan(
  tx: Tx,
  plan: Plan,
  runId: string | null,
  now: Date,
): Promise<Refusal | undefined> {
  if (plan.mode === 'dry-run') return undefined;
  for (const required of plan.requires) {
    const last = await lastEnded(tx, required.action, plan.environment);
    const refusal = refuseRequirement(plan, required, last, now);
    if (refusal !== undefined) return refusal;
  }
  if (plan.cooldownMs === null) return undefined;
  if (runId !== null) await serializeAction(tx, plan.action);
  return refuseCooldown(plan, await lastEffective(tx, plan.action, plan.environment, runId), now);
}
