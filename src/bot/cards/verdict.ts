import type { Tone } from '../../chat/card.ts';
import type { Severity } from '../../runbook/plan/plan.ts';
import { nextAfter } from '../../runbook/run/next.ts';
import { sayingOf } from '../../runbook/run/severity.ts';
import type { RunView } from '../../runbook/service.ts';

/** How a card looks that tells of something good or bad. */
export const TONE_OF: Readonly<Record<Severity, Tone>> = {
  good: 'success',
  info: 'neutral',
  warning: 'warning',
  danger: 'danger',
};

/** The word that the verdict on an end begins with: colours alone do not reach everybody. */
export const VERDICTS: Readonly<Record<Severity, string>> = {
  good: 'Done',
  info: 'Done',
  warning: 'Attention',
  danger: 'Danger',
};

/** What the author of an action says of how a run of it ended, as a sentence to be put behind another. */
export function meaningOf({ plan, state, outcome }: Pick<RunView, 'plan' | 'state' | 'outcome'>): string {
  const said = sayingOf(plan, state === 'failed' ? 'failed' : (outcome ?? 'succeeded'));
  return said === '' ? '' : ` ${said}`;
}

/** So much stands in the line that is read first; what a step says of itself stands whole below. */
const LONGEST = 240;

/** A verdict with what to do next, where there is room for it: the buttons of the card say the same. */
export function withNext(run: RunView, verdict: string): string {
  const titles = nextAfter(run).map(({ title }) => title);
  const next = titles.length === 0 ? '' : ` Next: ${titles.join(', or ')}.`;
  return verdict.length + next.length > LONGEST ? verdict : `${verdict}${next}`;
}
