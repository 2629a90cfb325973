import type { Refusal } from '../../../../errors.ts';
import { standingJson } from '../../../../people/standing-json.ts';
import type { Tx } from '../../../../store/database.ts';
import { checkAnswer, refuseAnswerer } from '../../answer.ts';
import { isEnded, type Run } from '../../run.ts';
import type { StepRun } from '../../step-run.ts';
import { isPast } from '../../way-down.ts';
import type { RunbookSettings } from '../propose.ts';
import { calledIn, type InterveneDeps, intervene, nameOf, stepOf } from './intervene.ts';
import { cardOf, onWayDown, over } from './refusals.ts';

/** @throws OpsError when nobody asks, the person may not answer, or the answer does not fit. */
export function answerPrompt(
  deps: InterveneDeps & { readonly settings: Pick<RunbookSettings, 'people'> },
  runId: string,
  stepId: string,
  by: string,
  given: { readonly [field: string]: string },
): Promise<void> {
  return intervene(deps, runId, by, async ({ tx, run, now, standing }) => {
    const step = stepOf(run, stepId);
    if (step?.state !== 'asking' || step.prompt === null || step.answer !== null)
      return notAsked(deps, tx, run, stepId, step);
    if (isPast(run, step)) return onWayDown('Your answer was not taken:', run);
    const unfit = refuseAnswerer(step.prompt, standing, run, now);
    if (unfit !== undefined) return unfit;
    const checked = checkAnswer(step.prompt, given, { now, people: deps.settings.people, lists: undefined });
    if ('refusal' in checked) return checked.refusal;
    const { value } = checked;
    return {
      step: { ...step, answer: { by, at: now.toISOString(), value } },
      kind: 'run.answered',
      data: { step: stepId, value, standing: standing === undefined ? null : standingJson(standing) },
    };
  });
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
