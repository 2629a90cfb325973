import type { Refusal } from '../errors.ts';
import type { Card } from './card.ts';

/** What was refused, why, and what the person can do: the same shape for every refusal. */
export function refusalCard(refusal: Refusal): Card {
  return {
    // As one line `what` may end in a colon and `why` go on; here each stands alone.
    title: refusal.what.replace(/:$/, '.'),
    tone: 'warning',
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Why', value: capitalized(refusal.why) },
          { label: 'What you can do', value: refusal.next },
        ],
      },
    ],
    controls: [],
    footer: refusal.code,
  };
}

function capitalized(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** For a failure that is our bug: says that it is not the person's fault and how to have it looked at. */
export function failureCard(reference: string): Card {
  return {
    title: 'Something broke on our side.',
    tone: 'danger',
    blocks: [
      { type: 'text', text: 'What you asked for may or may not have been done. Look before you ask again.' },
      {
        type: 'fields',
        fields: [
          { label: 'What you can do', value: `Tell an administrator: "${reference}" finds it in the log.` },
        ],
      },
    ],
    controls: [],
    footer: reference,
  };
}
