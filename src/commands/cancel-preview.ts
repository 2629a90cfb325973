import type { ListItem } from '../chat/card.ts';
import { type CardDraft, draftButton } from '../chat/draft.ts';
import type { Plan, PlannedStep } from '../runbook/plan/plan.ts';
import { isEmergency } from '../runbook/run/emergency.ts';
import { isStepEnded, isUnderWay, type StepRun } from '../runbook/run/step-run.ts';
import { isDescending } from '../runbook/run/way-down.ts';
import type { RunView } from '../runbook/service.ts';
import { stepItem, titleOf } from './run-parts/run-steps.ts';
import { pictureOf } from './snapshot.ts';

/** The kind of the intent behind the button that says that a run is to be cancelled. */
export const CANCEL_MEANT = 'run.cancel-meant';

/** Whether it is asked whether a run is to be cancelled: half of a risky action may be worse than all or none of it. */
export function asksBeforeCancel({ risk, mode }: Pick<Plan, 'risk' | 'mode'>): boolean {
  return mode === 'execute' && (risk === 'high' || risk === 'critical');
}

/**
 * What a run has done, and what cancelling it would leave undone, before it is cancelled.
 * @param name the display name of a principal
 * @param at the database's time, read before the run was
 */
export function cancelPreview(run: RunView, name: (principal: string) => string, at: Date): CardDraft {
  return {
    title: `Cancel this? ${run.plan.title}`,
    tone: 'danger',
    status: `Nothing was cancelled yet: it goes on until you press the button.${carriedThrough(run)}`,
    blocks: [
      { type: 'list', essential: true, items: run.steps.map((step) => itemOf(run, step, name)) },
      pictureOf(at, 'the card of the run'),
    ],
    controls: [draftButton('Cancel it now', CANCEL_MEANT, { run: run.id }, 'danger')],
    footer: `${run.id} · To let it go on, do nothing: this goes away by itself.`,
  };
}

/** What the question becomes once it was answered, and it offers nothing any more. */
export function cancelAsked({ plan, id }: Pick<RunView, 'plan' | 'id'>): CardDraft {
  return {
    title: `You cancelled it: ${plan.title}`,
    tone: 'neutral',
    status: 'What it came to stands on its card; this one is used up.',
    blocks: [],
    controls: [],
    footer: id,
  };
}

function itemOf(run: RunView, step: StepRun, name: (principal: string) => string): ListItem {
  if (isStepEnded(step)) return stepItem(run, step, name);
  return { mark: isUnderWay(step) ? 'doing' : 'todo', text: `${titleOf(run, step)} – ${fateOf(run, step)}` };
}

/** A cancel does not keep an emergency from what it is for. */
function carriedThrough(run: RunView): string {
  const follows = run.steps.some((step) => isDescending(run.plan, step) && !isStepEnded(step));
  return isEmergency(run) && follows && hasBegun(run)
    ? ' It is an emergency: what stops things is carried through all the same.'
    : '';
}

/** What becomes of a step that has not ended. */
function fateOf(run: RunView, step: StepRun): string {
  const planned = run.plan.steps[step.position];
  if (isDescending(run.plan, step)) return fateBehindCancel(run, planned);
  if (!isUnderWay(step)) return step.startedAt === null ? 'is left undone' : 'has begun, and is not finished';
  return planned?.effect === 'pure'
    ? 'is stopped: it only looks'
    : 'is stopped half-way, whatever it has done';
}

function fateBehindCancel(run: RunView, planned: PlannedStep | undefined): string {
  if (!hasBegun(run)) return 'is left undone: nothing has begun';
  return (planned?.when ?? null) === null
    ? 'is still done: it follows a cancel'
    : 'is still done where what is found then asks for it';
}

/** Where nothing has begun there is nothing to put in order. */
function hasBegun({ steps, plan }: RunView): boolean {
  return steps.some((step) => step.startedAt !== null && !isDescending(plan, step));
}
