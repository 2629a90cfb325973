/**
 * Whether a control stands where it stood a moment ago. A card that grows, or one that comes, moves what is under the pointer: a
 * click right after it may have been meant for what stood there before.
 */

/** Somebody who aims before a shift has clicked within this time after it. */
const SETTLE_MS = 1000;
/** Less than that nobody misses. */
const SLACK_PX = 2;
/** How long after a turn of the wheel, a swipe or a key the view moves by somebody's own hand. */
const HAND_MS = 250;
const SCROLL_KEYS = ['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown', ' '];

/** @type {WeakMap<Element, { left: number, top: number, scrolled: number, at: number }>} */
const places = new WeakMap();
let handUntil = 0;
let queued = false;

/** Looks after every change of the page; costs nothing while it stands still. */
export function watchControls() {
  new MutationObserver(queue).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['class', 'open', 'hidden'],
  });
  addEventListener('resize', queue);
  document.addEventListener('toggle', queue, true);
  document.addEventListener('scroll', onScroll, true);
  for (const kind of ['wheel', 'touchmove']) document.addEventListener(kind, byHand, { passive: true });
  document.addEventListener('keydown', (event) => {
    if (SCROLL_KEYS.includes(event.key)) byHand();
  });
  document.addEventListener('pointerdown', (event) => {
    // Only the scrollbar belongs to the list itself.
    if (event.target instanceof Element && event.target.matches('.messages')) byHand();
  });
}

/**
 * Whether a control came, or came to where it is, so short a time ago that a click on it is to be asked again.
 * @param {Element} control
 */
export function hasJustMoved(control) {
  look();
  const place = places.get(control);
  return place === undefined || performance.now() - place.at < SETTLE_MS;
}

function byHand() {
  handUntil = performance.now() + HAND_MS;
}

/** A swipe goes on by itself for a while. */
function onScroll() {
  if (performance.now() < handUntil) byHand();
  queue();
}

function queue() {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => {
    queued = false;
    look();
  });
}

function look() {
  const now = performance.now();
  for (const control of document.querySelectorAll('.controls .button')) {
    const { left, top } = control.getBoundingClientRect();
    const scrolled = control.closest('.messages')?.scrollTop ?? 0;
    const before = places.get(control);
    // What somebody scrolls by hand they see moving.
    const own = before && now < handUntil ? scrolled - before.scrolled : 0;
    const stays =
      before && Math.abs(left - before.left) <= SLACK_PX && Math.abs(top - before.top + own) <= SLACK_PX;
    places.set(control, { left, top, scrolled, at: stays ? before.at : now });
  }
}
