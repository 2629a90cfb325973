import type { FoundSaid } from '../../../audit/words.ts';
import type { PlannedStep, Severity, When } from '../../plan/plan.ts';
import { isEmergency } from '../emergency.ts';
import type { Run } from '../run.ts';
import { hasMissed } from '../severity.ts';
import type { StepRun } from '../step-run.ts';
import { isDescending } from '../way-down.ts';
import { type Stands, servicesIn } from './services.ts';

/**
 * What is known of the thing that an emergency is to stop. `runs`: it was seen to run on; `untouched`: nothing of the emergency had begun.
 */
type Verdict = FoundSaid;

export interface Found {
  readonly verdict: Verdict;
  /** The services that the verdict speaks of; none where it was found in another way. */
  readonly services: readonly string[];
}

/** That nobody knows whether an emergency stopped anything is no milder than that it did not. */
export function severityOfFound({ verdict }: Found): Severity {
  return verdict === 'stopped' || verdict === 'untouched' ? 'warning' : 'danger';
}

type Told = Pick<Run, 'state' | 'plan' | 'steps'>;

/**
 * What an emergency that has ended has found, whatever its run ended as: a cancel may come behind a stop that was seen to work, and an
 * end that was reached may have seen that something runs on. Undefined for anything else, and while it goes on.
 */
export function foundOf(run: Told): Found | undefined {
  switch (run.state) {
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return isRealEmergency(run) ? found(run, run.state === 'succeeded') : undefined;
    default:
      return undefined;
  }
}

/** The same where the state of the run does not say it: that it succeeded is what an emergency that stopped something comes to. */
export function foundBeside(run: Told): Found | undefined {
  const all = foundOf(run);
  return all?.verdict === 'stopped' && run.state === 'succeeded' ? undefined : all;
}

/** The same as a notice on the way down of an emergency tells it: what was found before it, and by itself. */
export function foundBy(run: Pick<Run, 'plan' | 'steps'>, position: number): Found | undefined {
  if (!isRealEmergency(run)) return undefined;
  return found({ plan: run.plan, steps: run.steps.filter((step) => step.position <= position) }, false);
}

function isRealEmergency(run: Pick<Run, 'plan'>): boolean {
  return isEmergency(run) && run.plan.mode === 'execute';
}

function found(run: Pick<Run, 'plan' | 'steps'>, hasSucceeded: boolean): Found {
  const services = servicesIn(run, hasSucceeded);
  const [up, unknown, down] = [
    thoseOf(services, 'up'),
    thoseOf(services, 'unknown'),
    thoseOf(services, 'down'),
  ];
  if (up.length > 0) return { verdict: 'runs', services: up };
  if (!run.steps.some(({ startedAt }) => startedAt !== null)) return { verdict: 'untouched', services: [] };
  const told = toldOnWayDown(run);
  // What its author tells of what was found counts beside the services: a program may go on that is none of them.
  if (told.some(({ isFound, severity }) => isFound && severity === 'danger'))
    return { verdict: 'unknown', services: unknown };
  if (unknown.length > 0) return { verdict: 'unknown', services: unknown };
  if (hasSucceeded) return { verdict: hasMissedOne(run) ? 'unknown' : 'stopped', services: down };
  const isSeen = down.length > 0 || told.some(({ isFound }) => isFound);
  return { verdict: isSeen ? 'stopped' : 'unknown', services: down };
}

/** Whether a check of what the action itself found did not hold, which did not have to. */
function hasMissedOne({ plan, steps }: Pick<Run, 'plan' | 'steps'>): boolean {
  return steps.some((step) => !isDescending(plan, step) && hasMissed(step));
}

function thoseOf(services: ReadonlyMap<string, Stands>, wanted: Stands): readonly string[] {
  return [...services].flatMap(([name, stands]) => (stands === wanted ? [name] : []));
}

interface TellingNotice {
  readonly severity: Severity | undefined;
  /** It is only told where a look before it found so. */
  readonly isFound: boolean;
}

/** The notices of the way down that were due, whether or not they reached anybody. */
function toldOnWayDown({ plan, steps }: Pick<Run, 'plan' | 'steps'>): readonly TellingNotice[] {
  return steps.flatMap((step) => {
    const planned = plan.steps[step.position];
    return planned?.kind === 'notify' && isDue(step) && isDescending(plan, step) ? [tellingOf(planned)] : [];
  });
}

function isDue({ state, startedAt }: StepRun): boolean {
  return startedAt !== null && state !== 'skipped';
}

function tellingOf({ spec, when }: PlannedStep): TellingNotice {
  const { severity } = (spec ?? {}) as { readonly severity?: Severity };
  return { severity, isFound: hangsOnFinding(when) };
}

function hangsOnFinding(when: When | null): boolean {
  if (when === null) return false;
  return 'all' in when ? when.all.some(hangsOnFinding) : 'check' in when || 'step' in when;
}
