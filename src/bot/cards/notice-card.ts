import type { Block, Card } from '../../chat/card.ts';
import { isInDoubt, type StepRun } from '../../runbook/run/step-run.ts';
import { courseOf, isDescending } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { stepItem } from './run-steps.ts';

type Told = Pick<RunView, 'id' | 'plan' | 'steps' | 'cancel' | 'finishedAt'>;

/**
 * What a notify step of a run says. On the way down of what did not succeed, what failed and what nobody knows comes before
 * the author's words, and it does not look like news.
 * @param position of the step that says it; undefined where an older version did not write that down.
 * @param name the display name of a principal.
 */
export function noticeCard(
  run: Told,
  text: string,
  position: number | undefined,
  name: (principal: string) => string,
): Card {
  const course = courseOf(run);
  const isAlarm =
    position !== undefined &&
    isDescending(run.plan, { position }) &&
    course !== undefined &&
    course.state !== 'succeeded';
  return {
    title: run.plan.title,
    tone: isAlarm ? 'warning' : 'neutral',
    ...(isAlarm ? { status: STATUS[course.state] } : {}),
    blocks: [...(isAlarm ? [standings(run, name)] : []), { type: 'text', text }],
    controls: [],
    footer: `${run.id} · ${run.plan.action}`,
  };
}

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
