import type { Card, Control, Form } from './card.ts';

/** The kind of the intent behind a button that opens a form later; its data is the form. */
export const FORM_LATER = 'form.later';

type Opener = Pick<Extract<Control, { type: 'button' }>, 'nonce' | 'opensForm'>;

/**
 * For a form that cannot open by itself: what is wrong with it so far, and the button that opens it.
 * @param opener that button; `opensForm` where its platform has to know that beforehand
 * @param why it did not open, where that says what to do
 */
export function formLaterCard(form: Omit<Form, 'nonce'>, opener: Opener, why?: string): Card {
  const errors = form.fields.flatMap(({ label, error }) =>
    error === undefined ? [] : [{ label, value: error }],
  );
  return {
    title: form.title,
    tone: errors.length > 0 ? 'warning' : 'neutral',
    status:
      errors.length > 0
        ? 'Not taken yet: something has to be corrected.'
        : 'One more thing is needed from you.',
    blocks: [
      ...(why === undefined ? [] : [{ type: 'text', text: why } as const]),
      ...(form.intro ? [{ type: 'text', text: form.intro } as const] : []),
      ...(errors.length > 0 ? [{ type: 'fields', fields: errors } as const] : []),
    ],
    controls: [{ type: 'button', ...opener, label: 'Open the form', style: 'primary' }],
  };
}
