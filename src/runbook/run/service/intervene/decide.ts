import type { Refusal } from '../../../../errors.ts';
import { type DoubtedRoles, isActivePerson, type Standing } from '../../../../people/standing.ts';
import { standingJson } from '../../../../people/standing-json.ts';
import { type Choice, decide } from '../../decided.ts';
import { type GoOn, NOT_TAKEN, type Opinion, type Typed } from '../../decision.ts';
import { refuseAbort } from '../../has-a-say.ts';
import { isEnded, type Run } from '../../run.ts';
import type { StepRun } from '../../step-run.ts';
import { mayStillRun, type StillRunningStep } from '../../still-running/still-running.ts';
import { isPast } from '../../way-down.ts';
import { type CountDeps, countOpinion, lookAtOthers, refuseUncounted } from './count.ts';
import {
  calledIn,
  type Intervention,
  intervene,
  nameOf,
  requireFit,
  type Scene,
  stepOf,
} from './intervene.ts';
import { requireReason } from './reason.ts';
import { cardOf, notAPerson, onWayDown, over } from './refusals.ts';

const NONE: DoubtedRoles = new Map();

/** What somebody says of an unknown effect, and what they typed where the policy asks approvers for it. */
export interface Decision extends Typed {
  readonly by: string;
  readonly choice: Choice;
  readonly reason: string;
  /** The attempt that was looked at; absent: whatever it is by now. */
  readonly attempt?: number | undefined;
}

/**
 * A person says what became of a step of which the program cannot tell. Ending the run takes one of them; going on takes as
 * many as its approval did, counted like its votes and inside its window, once no program of it may still run.
 */
export async function decideUnknown(
  deps: CountDeps,
  runId: string,
  stepId: string,
  { by, choice, reason, attempt, ...typed }: Decision,
): Promise<void> {
  const doubted = choice === 'abort' ? NONE : await lookAtOthers(deps, runId, stepId, by);
  return intervene(deps, runId, by, async (scene) => {
    const fit = await fitIn(deps, scene, stepId, { choice, attempt });
    if ('code' in fit) return fit;
    const { step, standing } = fit;
    const given = requireReason(NOT_TAKEN, reason);
    if ('code' in given) return given;
    const { said } = given;
    if (choice === 'abort') return abort(deps, scene, standing, step, said);
    const mine = { principal: by, choice, reason: said, at: scene.now, standing };
    return goOn(deps, scene, step, mine, typed, doubted);
  });
}

/** Whether somebody could decide so now. @throws OpsError why not, as deciding would say it. */
export function requireMayDecide(
  deps: CountDeps,
  runId: string,
  stepId: string,
  { by, ...wanted }: Pick<Decision, 'by' | 'choice' | 'attempt'>,
): Promise<void> {
  return requireFit(deps, runId, by, async (scene) => {
    const fit = await fitIn(deps, scene, stepId, wanted);
    return 'code' in fit ? fit : undefined;
  });
}

/** The step that waits for somebody's decision, and who they are; or why it is not theirs, whatever they say. */
async function fitIn(
  deps: CountDeps,
  scene: Scene,
  stepId: string,
  { choice, attempt }: Pick<Decision, 'choice' | 'attempt'>,
): Promise<{ readonly step: StepRun; readonly standing: Standing } | Refusal> {
  const { run, now, standing } = scene;
  const step = stepOf(run, stepId);
  const stale = refuseStale(run, stepId, attempt);
  if (stale !== undefined) return stale;
  if (step?.state !== 'unknown') return notUnknown(NOT_TAKEN, run, stepId, step);
  if (isPast(run, step)) return onWayDown(NOT_TAKEN, run);
  if (!isActivePerson(standing)) return notAPerson(NOT_TAKEN, standing);
  const unfit =
    choice === 'abort'
      ? refuseAbort(run, standing, now)
      : mayStillRun(step)
        ? stillRunning(run, step)
        : await refuseUncounted(deps, scene, standing, choice);
  return unfit ?? { step, standing };
}

/** What was decided of one attempt says nothing of the next: a private card may still show the first. */
function refuseStale(
  run: Pick<Run, 'id' | 'plan' | 'steps'>,
  stepId: string,
  shown: number | undefined,
): Refusal | undefined {
  const now = stepOf(run, stepId)?.attempt;
  if (shown === undefined || now === undefined || now === shown) return undefined;
  return {
    code: 'run.stale-card',
    what: NOT_TAKEN,
    why: `this card is about attempt ${shown} of the step ${calledIn(run, stepId)}, which has run again since (attempt ${now}).`,
    next: `Look at ${cardOf(run)}, and decide there.`,
  };
}

async function abort(
  deps: CountDeps,
  { tx, run, now }: Scene,
  standing: Standing,
  step: StepRun,
  reason: string,
): Promise<Intervention> {
  const by = standing.principal;
  return {
    step: decide(step, 'abort', { by, name: await nameOf(deps, tx, by) }, reason, now),
    kind: 'run.decided',
    data: { step: idOf(run, step), choice: 'abort', reason, standing: standingJson(standing) },
  };
}

async function goOn(
  deps: CountDeps,
  scene: Scene,
  step: StepRun,
  mine: Opinion & { readonly choice: GoOn },
  typed: Typed,
  doubted: DoubtedRoles,
): Promise<Intervention | Refusal> {
  const { run, now } = scene;
  const { principal: by, choice, reason } = mine;
  const count = await countOpinion(deps, scene, step, mine, typed, doubted);
  if ('code' in count) return count;
  const { opinions, decided, counted } = count;
  const data = { step: idOf(run, step), choice, reason, standing: standingJson(mine.standing) };
  if (!decided) return { step: { ...step, opinions }, kind: 'run.opinion', data };
  return {
    step: { ...decide(step, choice, { by }, reason, now), opinions },
    kind: 'run.decided',
    data: counted === undefined ? data : { ...data, counted },
  };
}

/** Nothing goes on beside a program that may still run, whoever wants it to. */
function stillRunning(run: Run, { stillRunning: { told } }: StillRunningStep): Refusal {
  return {
    code: 'run.still-running',
    what: NOT_TAKEN,
    why: `${told}.`,
    next: `Stop it where it runs, then say so with It does not run any more on ${cardOf(run)}. You can abort it.`,
  };
}

function idOf(run: Run, step: StepRun): string {
  return run.plan.steps[step.position]?.id ?? '';
}

function notUnknown(what: string, run: Run, stepId: string, step: StepRun | undefined): Refusal {
  if (isEnded(run)) return over(what, run);
  const why =
    step === undefined
      ? 'this run has no such step.'
      : `nobody has to decide about the step ${calledIn(run, stepId)} any more.`;
  return { code: 'run.not-unknown', what, why, next: `Look at ${cardOf(run)}.` };
}
