import type { Block, Card } from '../../chat/card.ts';
import { stepItem } from '../../commands/run-parts/run-steps.ts';
import type { Severity } from '../../runbook/plan/plan.ts';
import { choiceIn } from '../../runbook/plan/when.ts';
import { severityOfOutcome } from '../../runbook/run/severity.ts';
import { isInDoubt, type StepRun } from '../../runbook/run/step-run.ts';
import { courseOf, isDescending } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { TONE_OF } from './verdict.ts';

type Told = Pick<RunView, 'id' | 'plan' | 'steps' | 'cancel' | 'finishedAt'>;

/**
 * What a notify step of a run says, with a verdict first. On the way down of what did not succeed, what failed and what nobody
 * knows comes before the author's words, and it does not look like news.
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
      tone: severity === 'danger' ? 'danger' : 'warning',
      status: STATUS[course.state],
      blocks: [standings(run, name), { type: 'text', text }],
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

const STATUS = {
  succeeded: 'Done.',
  failed: 'It did not succeed. What became of its steps:',
  cancelled: 'It was cancelled before its end. What became of its steps:',
} as const;

/** The steps of the action itself, the worst of them first. */
function standings(run: Told, name: (principal: string) => string): Block {
  const own = run.steps.filter((step) => !isDescending(run.plan, step));
  const items = own.toSorted((a, b) => weight(b) - weight(a)).map((step) => stepItem(run, step, name));
  return { type: 'list', essential: true, items };
}

function weight(step: StepRun): number {
  if (isInDoubt(step)) return 3;
  if (step.state === 'failed') return 2;
  return step.state === 'succeeded' || step.state === 'skipped' ? 0 : 1;
}
