import { answeredFields } from '../runbook/run/answer.ts';
import { decisionOf } from '../runbook/run/decided.ts';
import { cancelOf } from '../runbook/run/overtaken/gave-way.ts';
import type { RunView } from '../runbook/service.ts';
import { jsonText } from '../values/json.ts';

/** Something that a person wrote about a run, whole. */
export interface Words {
  /** The principal who wrote it. */
  readonly by: string;
  /** What it says: "Why", or what it answers. */
  readonly label: string;
  readonly words: string;
}

type Told = Pick<RunView, 'plan' | 'steps' | 'cancel' | 'wayDownStopped' | 'reason' | 'requester'>;

/** All that people wrote in a run, in the order of its card. Cards quote the beginning of each. */
export function wordsIn(run: Told): readonly Words[] {
  const { requester, reason, cancel, wayDownStopped } = run;
  return [
    ...(reason === null ? [] : [{ by: requester, label: 'Why it was asked for', words: reason }]),
    ...run.steps.flatMap((step) => stepWords(run, step)),
    ...stopWords('Why it was cancelled', cancelOf({ cancel })),
    ...stopWords('Why the way down was stopped', wayDownStopped),
  ];
}

function stopWords(label: string, stopped: Told['cancel']): readonly Words[] {
  return stopped === null || stopped.reason === null
    ? []
    : [{ by: stopped.by, label, words: stopped.reason }];
}

function stepWords({ plan }: Told, step: Told['steps'][number]): readonly Words[] {
  const title = plan.steps[step.position]?.title ?? '';
  const { answer, opinions } = step;
  const decided = decisionOf(step);
  return [
    ...answeredFields(step).map(([field, value]) => ({
      by: answer?.by ?? '',
      label: `${field}, to "${title}"`,
      words: typeof value === 'string' ? value : jsonText(value),
    })),
    ...opinions.map(({ principal, reason }) => ({ by: principal, label: `About "${title}"`, words: reason })),
    // Whoever decides alone is in no count.
    ...(decided === undefined || opinions.some(({ reason }) => reason === decided.reason)
      ? []
      : [{ by: decided.by, label: `About "${title}"`, words: decided.reason }]),
  ];
}
