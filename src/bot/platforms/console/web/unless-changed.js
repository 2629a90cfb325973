import { current, showError } from './state.js';

/**
 * Does something about a card unless it says something else by then: whoever was asked about it was asked about what it said.
 * @param {import('./types.js').Message} message as it was when somebody was asked
 * @param {() => void} go
 */
export function unlessChanged(message, go) {
  const asked = verdictOf(message);
  return () => {
    const now = current().messages.get(message.id);
    if (now !== undefined && verdictOf(now) === asked) go();
    else showError({ refusal: CHANGED });
  };
}

const CHANGED = {
  code: 'page.changed',
  what: 'Nothing was done.',
  why: 'The card has changed since you were asked whether you meant it.',
  next: 'Read what it says now, and press its button if you still mean it.',
};

/** @param {import('./types.js').Message} message */
function verdictOf({ body }) {
  return body?.type === 'card' ? `${body.card.title}\n${body.card.status ?? ''}` : '';
}
