import type { Refusal } from '../errors.ts';
import { cut } from '../values/cut.ts';
import type { Card } from './card.ts';
import { type CardDraft, draftButton } from './draft.ts';
import { nextButton } from './next-button.ts';

/** What was refused, why, and what the person can do: the same shape for every refusal. */
export function refusalCard(refusal: Refusal): Card {
  const { beside = [] } = refusal;
  return {
    // As one line `what` may end in a colon and `why` go on; here each stands alone.
    title: refusal.what.replace(/:$/, '.'),
    tone: 'warning',
    blocks: [
      ...(beside.length === 0 ? [] : [{ type: 'text', text: beside.join('\n') } as const]),
      {
        type: 'fields',
        fields: [
          { label: 'Why', value: capitalized(refusal.why) },
          { label: 'What you can do', value: refusal.next },
        ],
      },
    ],
    controls: [],
    // What it is found by, for whoever looks it up: alone it reads like a fault.
    footer: `In the log as ${refusal.code}`,
  };
}

/**
 * The same with a button for each action that would mend it, and to what it hangs on: it does what the action's command does, and
 * authorizes nobody.
 */
export function refusalDraft(refusal: Refusal): CardDraft {
  const { offers = [], shows = [] } = refusal;
  const controls = [
    ...offers.map((offer) => nextButton(offer, 'primary')),
    ...shows.map(({ subject, title }) => draftButton(cut(title, LABEL), 'subject.open', { subject })),
  ];
  return { ...refusalCard(refusal), controls };
}

/** Characters of a button on every platform. */
const LABEL = 75;

function capitalized(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** How far something had come when its answer was lost. */
export type Outcome = 'not-begun' | 'waits' | 'worked-on';

/** For an answer that could not be given the first time, where it is known how far the work itself had come. */
export function unansweredCard(outcome: Outcome, reference: string): Card {
  const { title, text, next } = UNANSWERED[outcome];
  return {
    title,
    tone: 'warning',
    blocks: [
      { type: 'text', text },
      {
        type: 'fields',
        fields: [
          { label: 'What you can do', value: `${next} An administrator finds "${reference}" in the log.` },
        ],
      },
    ],
    controls: [],
    footer: reference,
  };
}

const UNANSWERED = {
  'not-begun': {
    title: 'Nothing was done.',
    text: 'Something broke on our side before your request was worked on.',
    next: 'Try again in a moment.',
  },
  waits: {
    title: 'It waits.',
    text: 'Keyturn has what you clicked and could not begin with it. It goes on by itself within 15 minutes, or you are told.',
    next: 'Do not do it again; look at the card in a minute.',
  },
  'worked-on': {
    title: 'The answer could not be shown.',
    text: 'What you asked for was worked on to its end; only its answer did not reach you.',
    next: 'Look at the card, or ask to see it; there is no need to do it again.',
  },
} as const;

/**
 * For a failure on our side: says that it is not the person's fault and how to have it looked at.
 * @param shortage what is known to have kept the database from it, as a sentence; absent: it is taken for a bug
 */
export function failureCard(reference: string, shortage?: string): Card {
  return {
    title: 'Something broke on our side.',
    tone: 'danger',
    blocks: [
      {
        type: 'text',
        text: [
          ...(shortage === undefined ? [] : [shortage]),
          'What you asked for may or may not have been done. Look before you ask again.',
        ].join(' '),
      },
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
