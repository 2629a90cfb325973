import type { Json } from '../../canonical.ts';
import { cut } from '../../values/cut.ts';
import type { Scope } from '../steps/step.ts';
import type { PlannedProgress } from './plan.ts';
import { describeLateText, saidString, saidText, storedLateText } from './text.ts';

/** How what was found so far is to be said, with what is known already filled in. */
export function resolveProgress(show: string, scope: Scope): PlannedProgress {
  const text = saidText(show, scope);
  return { text: text as unknown as Json, says: describeLateText(text) };
}

/** Stands in the place of what a look did not find. */
const UNKNOWN = '?';
/** The first line of a card has room for so much of it. */
const LONGEST = 160;

/**
 * What was found so far, in one line; undefined where this version cannot read how the plan says it.
 * @param resultOf of earlier steps, and of the step itself what its last look gave
 */
export function progressInWords(
  { text }: PlannedProgress,
  resultOf: (step: string) => Json | undefined,
): string | undefined {
  const read = storedLateText.safeParse(text);
  if (!read.success) return undefined;
  const said = saidString(read.data, resultOf, UNKNOWN).replace(/\s+/gu, ' ').trim();
  return cut(said, LONGEST);
}
