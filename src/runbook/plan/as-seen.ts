import { OpsError } from '../../errors.ts';
import { planDigest, stepDigest } from './digest.ts';
import { givingWayOf } from './giving-way.ts';
import { asUnready } from './own-turn.ts';
import type { Plan, PlannedStep, Unready } from './plan.ts';

/** What somebody was shown of a plan before they asked for it. */
export interface SeenPlan {
  readonly seen?: string;
  /** Of an emergency, what was asked for, and each of its steps. */
  readonly seenSteps?: SeenSteps;
}

export interface SeenSteps {
  readonly asked: string;
  /** Digests, in the order of the plan. */
  readonly steps: readonly string[];
}

/** What a plan is known by when it is asked for; see {@link asSeen}. */
export function seenOf(plan: Plan): SeenPlan & { readonly seen: string } {
  const { asked } = plan;
  return {
    seen: planDigest(plan),
    ...(asked === undefined ? {} : { seenSteps: { asked, steps: plan.steps.map(stepDigest) } }),
  };
}

/**
 * The plan that was shown, or nothing. Of an emergency, each step as it was shown, or not that one: what somebody changes on the host
 * meanwhile keeps it from running, and none of the others.
 * @throws OpsError where it is not what was shown.
 */
export function asSeen(plan: Plan, { seen, seenSteps }: SeenPlan): Plan {
  if (seen === undefined || seen === planDigest(plan)) return plan;
  const isSameAsked =
    plan.asked !== undefined &&
    seenSteps?.asked === plan.asked &&
    seenSteps.steps.length === plan.steps.length;
  if (!isSameAsked) throw planChanged(plan);
  const steps = plan.steps.map((step, index) =>
    stepDigest(step) === seenSteps.steps[index] ? step : asUnready(step, otherThanSeen(step)),
  );
  return { ...plan, steps };
}

const MOST_NAMED = 5;

function otherThanSeen({ files = [] }: PlannedStep): Unready {
  const paths = files.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [path]));
  const more = paths.length > MOST_NAMED ? ', …' : '';
  const which =
    paths.length === 0 ? 'what it uses' : `one of ${paths.slice(0, MOST_NAMED).join(', ')}${more}`;
  return {
    why: `It is not as it was shown to whoever asked: ${which} was changed, or could be read only at one of the two times.`,
    next: 'Find out who changed it. To run what is there now, ask for the action again, and read its plan.',
  };
}

function planChanged(plan: Plan): OpsError {
  const { title } = plan;
  const standing =
    givingWayOf(plan).to.length === 0
      ? ''
      : ', or what stands of the emergencies that it takes back is not the same';
  return new OpsError({
    code: 'run.plan-changed',
    what: 'Nothing was started.',
    why: `"${title}" would not run any more as it was shown to you: its runbook or its files were changed meanwhile${standing}.`,
    next: 'Give the command again, and read what would run now.',
  });
}
