import type { PlannedStep } from '../../plan/plan.ts';
import { isStop } from '../../plan/service-stop.ts';
import type { ServiceSpec } from '../../steps/support/service/spec.ts';
import { saidDone } from '../decided.ts';
import type { Run } from '../run.ts';
import { isFoundNotDone, isStepEnded, type StepRun } from '../step-run.ts';
import { isDescending } from '../way-down.ts';

/** How a service stands, as far as the last look at it says. */
export type Stands = 'down' | 'up' | 'unknown';

type Told = Pick<Run, 'plan' | 'steps'>;

/**
 * Each service that a run stops or looks at, by its name, as the last of its steps that began saw it. One that none came to is not
 * known, but where only the way down would have come to it, and there was none.
 */
export function servicesIn({ plan, steps }: Told, hasSucceeded: boolean): ReadonlyMap<string, Stands> {
  const found = new Map<string, Stands>();
  for (const step of steps) {
    const spec = lookedAt(plan.steps[step.position]);
    if (spec === undefined || step.state === 'skipped') continue;
    const isMissed = !found.has(spec.service) && !(hasSucceeded && isDescending(plan, step));
    if (step.startedAt !== null || isMissed) found.set(spec.service, standsIn(step, spec));
  }
  return found;
}

/** What a step does with a service of which it sees how that stands; undefined where it does not look, or starts it. */
function lookedAt(planned: PlannedStep | undefined): ServiceSpec | undefined {
  if (planned?.kind !== 'service') return undefined;
  const spec = planned.spec as unknown as ServiceSpec;
  return isStop(spec) || (spec.does === 'status' && spec.expect === null) ? spec : undefined;
}

function standsIn(step: StepRun, spec: ServiceSpec): Stands {
  // What people say is not seen.
  if (!isStepEnded(step) || saidDone(step) !== undefined) return 'unknown';
  if (step.state === 'succeeded') return isStop(spec) ? 'down' : standsAfterLook(step);
  return isFoundNotDone(step) || saysHowItStands(step) ? 'up' : 'unknown';
}

function standsAfterLook({ outcome }: StepRun): Stands {
  if (outcome === 'down') return 'down';
  return outcome === null ? 'up' : 'unknown';
}

/** Whether what was not brought down was seen: only then it is known to be up. */
function saysHowItStands({ state, result }: StepRun): boolean {
  return state === 'failed' && result !== null && typeof result === 'object' && 'stands' in result;
}
