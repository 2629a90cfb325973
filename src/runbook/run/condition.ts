import { type Judged, judgeCondition, storedCondition } from '../plan/condition.ts';
import type { When } from '../plan/plan.ts';
import { resultFor } from './results.ts';
import type { Run } from './run.ts';
import { within } from './within.ts';

type Told = Pick<Run, 'plan' | 'steps'>;
/** A condition of one sort. */
type Of<Key extends string> = Extract<When, Readonly<Record<Key, unknown>>>;

const HOLDS: Judged = { holds: true };

/** Whether the condition of a step holds by what became of earlier ones; one without a condition always runs. */
export function judgeWhen(run: Told, position: number, now: Date): Judged {
  return judge(run.plan.steps[position]?.when ?? null, run, position, now);
}

function judge(when: When | null, run: Told, position: number, now: Date): Judged {
  if (when === null) return HOLDS;
  if ('step' in when) return judgeChoice(when, run);
  if ('included' in when) return judgeInclusion(when, run);
  // What is kept from it by what has begun meanwhile was needed: that is no condition of whether it is.
  if ('overtaken' in when) return HOLDS;
  if ('all' in when) return judgeAll(when, run, position, now);
  const condition = storedCondition.safeParse(when.check);
  if (!condition.success) return { untold: 'this version of Keyturn cannot read what the plan says of it' };
  const planned = run.plan.steps[position];
  return judgeCondition(condition.data, (id) => resultFor(run, planned, id), now);
}

/** A step behind a branch runs only when that was reached and chose it. */
function judgeChoice({ step, choice }: Of<'choice'>, { plan, steps }: Told): Judged {
  const branch = steps[plan.steps.findIndex(({ id }) => id === step)];
  if (branch?.outcome === choice) return HOLDS;
  return { unmet: `${step} is ${branch?.outcome ?? 'not decided'}, not ${choice}` };
}

/** What comes after an inclusion on the way down is for one that had begun, and what follows a failure for one that did not succeed. */
function judgeInclusion({ included, is }: Of<'included'>, run: Told): Judged {
  const { isBegun, isDone } = within(run, included);
  const name = included.replace(/\/$/, '');
  if (!isBegun) return { unmet: `${name} was not begun` };
  return is === 'failed' && isDone ? { unmet: `${name} succeeded` } : HOLDS;
}

/** In their order: what is behind one that does not hold may not even be there. */
function judgeAll({ all }: Of<'all'>, run: Told, position: number, now: Date): Judged {
  for (const one of all) {
    const judged = judge(one, run, position, now);
    if (!('holds' in judged)) return judged;
  }
  return HOLDS;
}
