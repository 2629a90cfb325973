import { useLayoutEffect, useRef } from './preact.js';

/** What says in a card what came of it; it takes the keyboard, and does nothing. */
const VERDICT = '.card-head';

/** The card that the keyboard is in, if it is in one. */
export function focusedCard() {
  return document.activeElement?.closest('.card') ?? null;
}

/**
 * Puts the keyboard at the verdict of a card where what it was on has gone. Another button at that place would take a key that
 * was meant for the one before.
 * @param {Element | null} card
 */
export function keepFocus(card) {
  if (document.activeElement !== document.body) return;
  const verdict = card?.querySelector(VERDICT);
  if (verdict instanceof HTMLElement) verdict.focus();
}

/** Keeps the keyboard in a card whose controls change under it. @returns the ref of the card */
export function useFocusKept() {
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  // Asked while the page is still as it was.
  const isHere = card.current !== null && focusedCard() === card.current;
  useLayoutEffect(() => {
    if (isHere) keepFocus(card.current);
  });
  return card;
}
