import type { Block } from '../chat/card.ts';
import { type DraftControl, draftButton } from '../chat/draft.ts';
import type { Asked } from './asked.ts';
import type { ActionView } from './services.ts';

/** The kind of the intent behind the button that rehearses what is shown and not asked for yet. */
export const REHEARSE = 'action.rehearse';

/** Beside what would start something: its rehearsal with the same values, if there is one. */
export function rehearsing(
  { ref, hasDryRun }: Pick<ActionView, 'ref' | 'hasDryRun'>,
  params: Asked['params'],
): readonly DraftControl[] {
  return hasDryRun ? [draftButton('Dry run', REHEARSE, { action: ref, params })] : [];
}

/** Why there is none, where its author says so: whoever looks for the button finds the reason. */
export function whyUnrehearsed({ unrehearsed }: Pick<ActionView, 'unrehearsed'>): readonly Block[] {
  return unrehearsed === undefined ? [] : [{ type: 'text', text: `It has no dry run: ${unrehearsed}` }];
}
