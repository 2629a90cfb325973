import { type Judged, judgeCondition, storedCondition } from '../plan/condition.ts';
import { resultFor } from './results.ts';
import type { Run } from './run.ts';

const HOLDS: Judged = { holds: true };

/** Whether the condition of a step holds by what earlier ones found; one without a condition on a value always does. */
export function judgeWhen(run: Pick<Run, 'plan' | 'steps'>, position: number, now: Date): Judged {
  const planned = run.plan.steps[position];
  const when = planned?.when ?? null;
  if (when === null || 'step' in when) return HOLDS;
  const condition = storedCondition.safeParse(when.check);
  if (!condition.success) return { untold: 'this version of Keyturn cannot read what the plan says of it' };
  return judgeCondition(condition.data, (id) => resultFor(run, planned, id), now);
}
