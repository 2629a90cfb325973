import { utc } from '../../../../approval/words.ts';
import type { Refusal } from '../../../../errors.ts';
import type { Reader } from '../../../../store/database.ts';
import type { Registry } from '../../../definition/registry.ts';
import { type GivingWayKeys, givingWayOf, sameIn } from '../../../plan/giving-way.ts';
import type { Plan } from '../../../plan/plan.ts';
import { onlyGivesWayTo } from '../../../plan/undoing.ts';
import { RUN } from '../../run.ts';
import { askedForIn, type Begun } from '../begun.ts';
import { isOfAnother } from '../overtaken.ts';
import type { StandingDeps } from '../standing/service.ts';
import { underWayOf } from './open.ts';

/** A plan, or as much of it as is known before its form is filled in. */
type Asked = GivingWayKeys & Pick<Plan, 'action' | 'title'> & Partial<Pick<Plan, 'params'>>;

/**
 * Why something is not asked for now: an emergency is under way that it gives way to and does not take back. What that changes may come
 * with its last step, and the plan is made of how things stood before.
 */
export async function refuseWhileUnderWay(
  reader: Reader,
  { environment, nameOf, registry }: StandingDeps & { readonly registry: Pick<Registry, 'action'> },
  plan: Asked,
): Promise<Refusal | undefined> {
  const found = registry.action(plan.action);
  // What rehearses gives way to nothing.
  if (found === undefined || givingWayOf(plan).to.length === 0) return undefined;
  const { params } = plan;
  // Before anybody has said which thing it is for, it may be for another one.
  const emergencies = onlyGivesWayTo(found.runbook, found.action).filter(
    (emergency) => params !== undefined || sameIn(plan, emergency).length === 0,
  );
  if (emergencies.length === 0) return undefined;
  const begun = await underWayOf(reader, emergencies, environment);
  const one = begun.find((emergency) => !isOfAnother({ ...plan, params: params ?? {} }, emergency));
  return one && refusalFor(plan, one, nameOf);
}

function refusalFor({ title }: Asked, begun: Begun, nameOf: StandingDeps['nameOf']): Refusal {
  const { run, at, altered } = begun;
  const emergency = askedForIn(begun);
  const named = `"${emergency.title}", begun by ${nameOf(emergency.by)} at ${utc(at)}, is still under way`;
  const refusal = { code: 'run.emergency-under-way', what: `${title} was not asked for.` };
  if (altered)
    return {
      ...refusal,
      why: `${named} by the log, while its record in the database was altered: how it stands nobody can tell.`,
      next: `Run keyturn audit verify: it names what was altered. Have the record put back from a backup; where nobody can, look at the target, and have two people say that it has ended: /ops emergency end run:${run} reason:…. What the log tells of it: /ops audit show of:${run}`,
    };
  return {
    ...refusal,
    why: `${named}, and what it changes is not there yet: this would be planned without it.`,
    next: `Look at how far it is (/ops audit show of:${run}), and ask again when it has ended. Its card says whom it waits for; who may begin it can cancel it there.`,
    shows: [{ subject: RUN.subject(run), title: `Show: ${emergency.title}` }],
  };
}
