import { labelsWithin } from '../../../../chat/fit.ts';
import type { Completion } from '../../../../chat/inbound.ts';
import { oneLine } from '../../../../chat/safe-text.ts';

const CHOICES = 25;
const LONGEST = 100;

/** Completions as Discord takes them. A value that is too long to come back whole is left out. */
export function completionChoices(
  found: readonly Completion[],
): readonly { readonly name: string; readonly value: string }[] {
  const fitting = found.filter(({ value }) => value !== '' && value.length <= LONGEST).slice(0, CHOICES);
  const names = labelsWithin(
    fitting.map(({ value, label }) => oneLine(label) || value),
    LONGEST,
  );
  return fitting.map(({ value }, index) => ({ name: names[index] ?? value, value }));
}
