import type { Offer } from '../errors.ts';
import { type DraftControl, draftButton, openingForm } from './draft.ts';

/** The kind of the intent behind a button that does what comes next; its data is the action. */
export const NEXT = 'run.next';

/** Does what the command for that action does, for whoever presses it: shown, it authorizes nobody. */
export function nextButton({ action, title }: Offer, style: 'primary' | 'default' = 'default'): DraftControl {
  return openingForm(draftButton(title, NEXT, { action }, style));
}
