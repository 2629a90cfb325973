import type { Card } from '../../../../chat/card.ts';

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
