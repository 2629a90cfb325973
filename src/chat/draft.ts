import type { Json } from '../canonical.ts';
import type { Card, Control } from './card.ts';

/** What a control or form will do when it comes back: the kind of its handler and that handler's data. */
export interface Intent {
  readonly kind: string;
  readonly data: { readonly [key: string]: Json };
}

type Unsigned<C> = C extends { readonly nonce: string }
  ? Omit<C, 'nonce' | 'whenShortened'> & { readonly intent: Intent; readonly whenShortened?: Instead }
  : C;

/** What a control becomes where the card could not be shown whole. */
export interface Instead {
  readonly label: string;
  readonly intent: Intent;
}

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

/** The same control, giving way to another one where the card could not be shown whole. */
export function orWhenShortened(control: DraftControl, instead: Instead): DraftControl {
  return control.type === 'link' ? control : { ...control, whenShortened: instead };
}

/** Gives every control of a draft its nonce; `nonces` has one for each intent of {@link intentsOf}, in order. */
export function signDraft(draft: CardDraft, nonces: readonly string[]): Card {
  const left = [...nonces];
  const next = (): string => {
    const nonce = left.shift();
    if (nonce === undefined) throw new Error('a control got no nonce');
    return nonce;
  };
  const controls = draft.controls.map((control): Control => {
    if (control.type === 'link') return control;
    const { intent: _intent, whenShortened, ...shown } = control;
    const signed = { ...shown, nonce: next() } as Control;
    if (whenShortened === undefined) return signed;
    return { ...signed, whenShortened: { label: whenShortened.label, nonce: next() } } as Control;
  });
  return { ...draft, controls };
}

/** The intents of a draft's controls, in the order in which {@link signDraft} takes their nonces. */
export function intentsOf(draft: CardDraft): readonly Intent[] {
  return draft.controls.flatMap((control) => {
    if (control.type === 'link') return [];
    return control.whenShortened === undefined
      ? [control.intent]
      : [control.intent, control.whenShortened.intent];
  });
}
