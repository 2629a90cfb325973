import type { Json } from '../canonical.ts';
import type { Card, Control } from './card.ts';

/** What a control or form will do when it comes back: the kind of its handler and that handler's data. */
export interface Intent {
  readonly kind: string;
  readonly data: { readonly [key: string]: Json };
}

type Unsigned<C> = C extends { readonly nonce: string } ? Omit<C, 'nonce'> & { readonly intent: Intent } : C;

/** A control that has no nonce yet: it says what it will do, and the bot keeps that in the database. */
export type DraftControl = Unsigned<Control>;

/** A card before its controls got their nonces: what renderers of things make. */
export interface CardDraft extends Omit<Card, 'controls'> {
  readonly controls: readonly DraftControl[];
}

export function draftButton(
  label: string,
  kind: string,
  data: Intent['data'],
  style: 'primary' | 'default' | 'danger' = 'default',
): DraftControl {
  return { type: 'button', label, intent: { kind, data }, style };
}

/** The same control, announced as one that may open a form when `opens` is true. */
export function openingForm(control: DraftControl, opens = true): DraftControl {
  return control.type === 'link' || !opens ? control : { ...control, opensForm: true };
}

/** Gives every control of a draft its nonce; `nonces` has one for each control that needs one, in order. */
export function signDraft(draft: CardDraft, nonces: readonly string[]): Card {
  let next = 0;
  const controls = draft.controls.map((control): Control => {
    if (control.type === 'link') return control;
    const nonce = nonces[next];
    next += 1;
    if (nonce === undefined) throw new Error('a control got no nonce');
    const { intent: _intent, ...shown } = control;
    return { ...shown, nonce } as Control;
  });
  return { ...draft, controls };
}

/** The intents of a draft's controls, in the order in which {@link signDraft} takes their nonces. */
export function intentsOf(draft: CardDraft): readonly Intent[] {
  return draft.controls.flatMap((control) => (control.type === 'link' ? [] : [control.intent]));
}
