import type { Refusal } from '../../../../errors.ts';
import { standingJson } from '../../../../people/standing-json.ts';
import type { Tx } from '../../../../store/database.ts';
import type { Prompt } from '../../../steps/step.ts';
import { checkAnswer, refuseAnswerer } from '../../answer.ts';
import { isEnded, type Run } from '../../run.ts';
import type { StepRun } from '../../step-run.ts';
import { isPast } from '../../way-down.ts';
import type { RunbookSettings } from '../propose.ts';
import {
  calledIn,
  type InterveneDeps,
  intervene,
  nameOf,
  requireFit,
  type Scene,
  stepOf,
} from './intervene.ts';
import { cardOf, onWayDown, over } from './refusals.ts';

/** @throws OpsError when nobody asks, the person may not answer, or the answer does not fit. */
export function answerPrompt(
  deps: InterveneDeps & { readonly settings: Pick<RunbookSettings, 'people'> },
  runId: string,
  stepId: string,
  by: string,
  given: { readonly [field: string]: string },
): Promise<void> {
  return intervene(deps, runId, by, async (scene) => {
    const asked = await askedIn(deps, scene, stepId);
    if ('code' in asked) return asked;
    const { tx, now, standing } = scene;
    const { step, prompt } = asked;
    const checked = checkAnswer(prompt, given, { now, people: deps.settings.people, lists: undefined });
    if ('refusal' in checked) return checked.refusal;
    const { value } = checked;
    const name = await nameOf(deps, tx, by);
    return {
      step: { ...step, answer: { by, name, at: now.toISOString(), value } },
      kind: 'run.answered',
      data: { step: stepId, value, standing: standing === undefined ? null : standingJson(standing) },
    };
  });
}

/** Whether somebody could answer now, before they write anything down. @throws OpsError why not. */
export function requireMayAnswer(
  deps: InterveneDeps,
  runId: string,
  stepId: string,
  by: string,
): Promise<void> {
  return requireFit(deps, runId, by, async (scene) => {
    const asked = await askedIn(deps, scene, stepId);
    return 'code' in asked ? asked : undefined;
  });
}

/** The step that waits for somebody's answer; or why it is not theirs to give, whatever it is. */
async function askedIn(
  deps: InterveneDeps,
  { tx, run, now, standing }: Scene,
  stepId: string,
): Promise<{ readonly step: StepRun; readonly prompt: Prompt } | Refusal> {
  const step = stepOf(run, stepId);
  if (step?.state !== 'asking' || step.prompt === null || step.answer !== null)
    return notAsked(deps, tx, run, stepId, step);
  if (isPast(run, step)) return onWayDown('Your answer was not taken:', run);
  const { prompt } = step;
  return refuseAnswerer(prompt, standing, run, now) ?? { step, prompt };
}

async function notAsked(
  deps: InterveneDeps,
  tx: Tx,
  run: Run,
  stepId: string,
  step: StepRun | undefined,
): Promise<Refusal> {
  const what = 'Your answer was not taken:';
  if (isEnded(run)) return over(what, run);
  const by = step?.answer?.by;
  const why =
    by === undefined
      ? `the step ${calledIn(run, stepId)} does not ask anything now.`
      : `${await nameOf(deps, tx, by)} has answered already.`;
  return { code: 'run.not-asked', what, why, next: `Look at ${cardOf(run)}.` };
}
