import type { Redactor } from '../../redaction/redactor.ts';
import { shownText } from '../../terminal/json.ts';
import { storable } from '../../values/characters.ts';
import { readMeter } from '../plan/meter.ts';
import { progressInWords } from '../plan/progress.ts';
import { resultFor } from '../run/results.ts';
import type { StepOutcome } from '../steps/step.ts';
import type { Assignment } from './assignment.ts';

/**
 * The outcome of a look with what it found: in the words of its author, and counted.
 * @param outcome by now without secrets; what its pieces say together is looked through once more.
 */
export function withSeen(
  outcome: StepOutcome | undefined,
  { run, planned }: Pick<Assignment, 'run' | 'planned'>,
  redactor: Redactor,
): StepOutcome | undefined {
  const { show, progress } = planned.poll ?? {};
  if (outcome?.status !== 'failed' || outcome.result === undefined) return outcome;
  const { result } = outcome;
  const found = (id: string) => (id === planned.id ? result : resultFor(run, planned, id));
  const seen = show && progressInWords(show, found);
  const reading = progress && readMeter(progress, found);
  return {
    ...outcome,
    ...(seen === undefined ? {} : { seen: storable(redactor.text(shownText(seen))) }),
    ...(reading === undefined ? {} : { reading }),
  };
}
