import type { Refusal } from '../../../../errors.ts';
import { isActivePerson, type Standing } from '../../../../people/standing.ts';
import { standingJson } from '../../../../people/standing-json.ts';
import { quoted } from '../../../../values/quoted.ts';
import { NOT_TAKEN, type Typed } from '../../decision.ts';
import type { Run } from '../../run.ts';
import { knownGone, mayStillRun, type StillRunningStep } from '../../still-running/still-running.ts';
import { type CountDeps, countOpinion, lookAtOthers, refuseUncounted } from './count.ts';
import { calledIn, intervene, nameOf, requireFit, type Scene, stepOf } from './intervene.ts';
import { requireReason } from './reason.ts';
import { cardOf, notAPerson } from './refusals.ts';

/** That the programs of a step do not run any more, by whom and how they know. */
export interface Gone extends Typed {
  readonly by: string;
  readonly reason: string;
}

/**
 * People say that what could not be stopped does not run any more, as many of them as its approval took: what follows may
 * then go on, and the lock of a run that has ended is free. At any time, because a lock must not be kept for ever.
 */
export async function sayGone(
  deps: CountDeps,
  runId: string,
  stepId: string,
  { by, reason, ...typed }: Gone,
): Promise<void> {
  const doubted = await lookAtOthers(deps, runId, stepId, by);
  return intervene(deps, runId, by, async (scene) => {
    const { tx, now } = scene;
    const fit = await fitIn(deps, scene, stepId);
    if ('code' in fit) return fit;
    const { step, standing } = fit;
    const given = requireReason(NOT_TAKEN, reason);
    if ('code' in given) return given;
    const { said } = given;
    const mine = { principal: by, choice: 'gone', reason: said, at: now, standing } as const;
    const count = await countOpinion(deps, scene, step, mine, typed, doubted);
    if ('code' in count) return count;
    const { opinions, decided, counted } = count;
    const data = { step: stepId, choice: mine.choice, reason: said, standing: standingJson(standing) };
    if (!decided) return { step: { ...step, opinions }, kind: 'run.opinion', data };
    const how = `${await nameOf(deps, tx, by)} says that it does not run any more: ${quoted(said)}`;
    return {
      step: { ...knownGone(step, how), opinions },
      kind: 'run.declared-gone',
      data: counted === undefined ? data : { ...data, counted },
    };
  });
}

/** Whether somebody could say so now. @throws OpsError why not, as saying it would. */
export function requireMaySayGone(deps: CountDeps, runId: string, stepId: string, by: string): Promise<void> {
  return requireFit(deps, runId, by, async (scene) => {
    const fit = await fitIn(deps, scene, stepId);
    return 'code' in fit ? fit : undefined;
  });
}

/** The step whose program is taken to run on, and who they are; or why it is not theirs to say. */
async function fitIn(
  deps: CountDeps,
  scene: Scene,
  stepId: string,
): Promise<{ readonly step: StillRunningStep; readonly standing: Standing } | Refusal> {
  const { run, standing } = scene;
  const step = stepOf(run, stepId);
  if (step === undefined || !mayStillRun(step)) return notStillRunning(run, stepId);
  if (!isActivePerson(standing)) return notAPerson(NOT_TAKEN, standing);
  return (await refuseUncounted(deps, scene, standing, 'gone')) ?? { step, standing };
}

function notStillRunning(run: Run, stepId: string): Refusal {
  return {
    code: 'run.not-still-running',
    what: NOT_TAKEN,
    why: `no program of the step ${calledIn(run, stepId)} is taken to run on.`,
    next: `Look at ${cardOf(run)}.`,
  };
}
