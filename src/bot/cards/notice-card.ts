import type { Block, Card, Tone } from '../../chat/card.ts';
import { stepItem, titleOf } from '../../commands/run-parts/run-steps.ts';
import type { Severity } from '../../runbook/plan/plan.ts';
import { choiceIn } from '../../runbook/plan/when.ts';
import { foundBy, severityOfFound } from '../../runbook/run/found/found.ts';
import { foundInWords } from '../../runbook/run/found/words.ts';
import { isLeftOut } from '../../runbook/run/left-undone.ts';
import { gaveWayInWords, isEndedByGivingWay } from '../../runbook/run/overtaken/gave-way.ts';
import { severityOfOutcome } from '../../runbook/run/severity.ts';
import { isInDoubt, isStepEnded, type StepRun } from '../../runbook/run/step-run.ts';
import { courseOf, isDescending } from '../../runbook/run/way-down.ts';
import { failedStep } from '../../runbook/run/words.ts';
import type { RunView } from '../../runbook/service.ts';
import { TONE_OF } from './verdict.ts';

type Told = Pick<RunView, 'id' | 'plan' | 'steps' | 'cancel' | 'overtaken' | 'finishedAt'>;

/**
 * What a notify step of a run says, with a verdict first. On the way down of what did not succeed, how that ended and all that was
 * done since stands before the author's words, in the order in which it happened, and it does not look like news.
 * @param position of the step that says it; undefined where an older version did not write that down.
 * @param name the display name of a principal.
 */
export function noticeCard(
  run: Told,
  text: string,
  position: number | undefined,
  name: (principal: string) => string,
): Card {
  const frame = { title: run.plan.title, controls: [], footer: `${run.id} · ${run.plan.action}` };
  const severity = severityOfNotice(run.plan, position);
  const course = courseOf(run);
  if (
    position !== undefined &&
    isDescending(run.plan, { position }) &&
    course !== undefined &&
    course.state !== 'succeeded'
  )
    return {
      ...frame,
      tone: toneOnWayDown(run, position, severity),
      status: `${foundSoFar(run, position)}${howItEnded(run, course.state, name)}${sinceThen(run, position)}`,
      blocks: [standings(run, position, name), { type: 'text', text }],
    };
  const tone = TONE_OF[severity];
  if (severity === 'info') return { ...frame, tone, blocks: [{ type: 'text', text }] };
  const { first, rest } = headOf(text);
  return {
    ...frame,
    tone,
    status: `${NEWS[severity]}: ${first ?? run.plan.title}`,
    blocks: rest === '' ? [] : [{ type: 'text', text: rest }],
  };
}

/** Of an emergency what it found so far counts, and not which of its steps went wrong on the way. */
function toneOnWayDown(run: Told, position: number, severity: Severity): Tone {
  const found = foundBy(run, position);
  const isBad =
    found === undefined ? doneSince(run, position).some(hasGoneWrong) : severityOfFound(found) === 'danger';
  return severity === 'danger' || isBad ? 'danger' : 'warning';
}

function foundSoFar(run: Told, position: number): string {
  const found = foundBy(run, position);
  return found === undefined ? '' : `${foundInWords(found)} `;
}

/** What the author says of the notice, or else of the outcome behind which it stands; plain news otherwise. */
function severityOfNotice(plan: Told['plan'], position: number | undefined): Severity {
  const step = position === undefined ? undefined : plan.steps[position];
  const { severity } = (step?.spec ?? {}) as { readonly severity?: Severity };
  if (severity !== undefined) return severity;
  const choice = choiceIn(step?.when ?? null);
  return (choice !== undefined && severityOfOutcome(plan, choice)) || 'info';
}

/** A longer line is no verdict. */
const LONGEST = 220;

/** The first line of a notice where it is short enough to be read first, and what follows it. */
function headOf(text: string): { readonly first: string | undefined; readonly rest: string } {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end);
  return first.length > LONGEST
    ? { first: undefined, rest: text }
    : { first, rest: text.slice(first.length).trim() };
}

/** The word that says whether news is good or bad. */
const NEWS: Readonly<Record<Exclude<Severity, 'info'>, string>> = {
  good: 'Good',
  warning: 'Attention',
  danger: 'Danger',
};

/** How the action itself ended: at which step, by whom, or for what. */
function howItEnded(run: Told, state: 'failed' | 'cancelled', name: (principal: string) => string): string {
  if (isEndedByGivingWay(run)) return `It ${gaveWayInWords(run)}.`;
  if (state === 'cancelled') {
    const by = run.cancel === null ? 'It was cancelled' : `${name(run.cancel.by)} cancelled it`;
    return `${by} before its end.`;
  }
  const failed = failedStep(run);
  if (failed === undefined) return 'It did not succeed.';
  const title = titleOf(run, failed);
  return isInDoubt(failed)
    ? `It did not succeed: nobody knows whether "${title}" took effect.`
    : `It did not succeed: "${title}" failed.`;
}

/** What came of the steps that followed so far. */
function sinceThen(run: Told, position: number): string {
  const since = doneSince(run, position);
  if (since.length === 0) return '';
  const named = (some: readonly StepRun[]) => some.map((step) => `"${titleOf(run, step)}"`).join(', ');
  const [bad, left] = [since.filter(hasGoneWrong), since.filter(isLeftOut)];
  if (bad.length + left.length === 0) return ' What followed so far is done.';
  const undone = bad.length === 0 ? '' : ` Of what followed, this is not done: ${named(bad)}.`;
  return left.length === 0 ? undone : `${undone} Left out: ${named(left)}.${whyLeftOut(run)}`;
}

/** What the way down gave way to, where that does not stand there as the end of the action. */
function whyLeftOut(run: Told): string {
  return isEndedByGivingWay(run) ? '' : ` It ${gaveWayInWords(run)}.`;
}

/** The steps of the way down that were made before this one, but for what was only told. */
function doneSince({ plan, steps }: Told, position: number): readonly StepRun[] {
  return steps.filter(
    (step) =>
      step.position < position &&
      isDescending(plan, step) &&
      (isStepEnded(step) || isInDoubt(step)) &&
      step.state !== 'skipped' &&
      plan.steps[step.position]?.kind !== 'notify',
  );
}

function hasGoneWrong(step: StepRun): boolean {
  return step.state !== 'succeeded' && !isLeftOut(step);
}

/** What became of the steps, in their order: first those of the action itself, then what followed. */
function standings(run: Told, position: number, name: (principal: string) => string): Block {
  const own = run.steps.filter((step) => !isDescending(run.plan, step));
  const items = [...own, ...doneSince(run, position)].map((step) => stepItem(run, step, name));
  return { type: 'list', essential: true, items };
}
