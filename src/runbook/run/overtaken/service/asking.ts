import type { Refusal } from '../../../../errors.ts';
import type { Tx } from '../../../../store/database.ts';
import type { Registry } from '../../../definition/registry.ts';
import { givingWayOf } from '../../../plan/giving-way.ts';
import type { Plan } from '../../../plan/plan.ts';
import { refuseOtherStanding, type StandingDeps } from '../standing/service.ts';
import { serializeUndoing } from '../store.ts';
import { refuseWhileUnderWay } from './under-way.ts';

/**
 * Why something is not asked for beside the emergencies of now. Until the transaction ends none of those begins that it gives way to:
 * one that does so later stands behind what was asked for. To be called once that is written: whoever holds the row of a request may
 * wait for the lock that is taken here, and nobody who has it waits for such a row.
 */
export async function refuseBesideEmergencies(
  tx: Tx,
  deps: StandingDeps & { readonly registry: Pick<Registry, 'action'> },
  plan: Plan,
): Promise<Refusal | undefined> {
  const { to } = givingWayOf(plan);
  if (to.length === 0) return undefined;
  await serializeUndoing(tx, to);
  return (await refuseWhileUnderWay(tx, deps, plan)) ?? (await refuseOtherStanding(tx, deps, plan));
}
