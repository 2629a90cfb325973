import type { Completion } from '../../../../chat/inbound.ts';
import { oneLine } from '../../../../chat/safe-text.ts';
import { cut } from '../../../../values/cut.ts';

const CHOICES = 25;
const LONGEST = 100;

/** Completions as Discord takes them. A value that is too long to come back whole is left out. */
export function completionChoices(
  found: readonly Completion[],
): readonly { readonly name: string; readonly value: string }[] {
  return found
    .filter(({ value }) => value !== '' && value.length <= LONGEST)
    .slice(0, CHOICES)
    .map(({ value, label }) => ({ name: cut(oneLine(label), LONGEST) || value, value }));
}
