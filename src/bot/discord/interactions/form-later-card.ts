import type { Card, Form } from '../../../chat/card.ts';

/** For a form that cannot open by itself: what is wrong with it so far, and the button that opens it. */
export function formLaterCard(form: Form, opener: string): Card {
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
      ...(form.intro ? [{ type: 'text', text: form.intro } as const] : []),
      ...(errors.length > 0 ? [{ type: 'fields', fields: errors } as const] : []),
    ],
    controls: [{ type: 'button', nonce: opener, label: 'Open the form', style: 'primary' }],
  };
}

/** Said when the button of such a card comes too late. */
export const FORM_GONE: Card = {
  title: 'This form is gone.',
  tone: 'warning',
  blocks: [
    {
      type: 'fields',
      fields: [
        {
          label: 'Why',
          value: 'It waited for more than 15 minutes, or Keyturn was started again. Nothing was done.',
        },
        { label: 'What you can do', value: 'Give the command again, or use the button that led here.' },
      ],
    },
  ],
  controls: [],
};
