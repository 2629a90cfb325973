import { html, useEffect, useState } from './preact.js';

const TICK_MS = 10_000;
const STEPS = /** @type {const} */ ([
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [Number.POSITIVE_INFINITY, 'day', 86_400],
]);
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/**
 * A moment as people say it, with the exact UTC time on hover and for screen readers.
 * @param {{ at: string }} props
 */
export function Time({ at }) {
  const now = useNow();
  const exact = utc(at);
  return html`<time datetime=${at} title=${exact} aria-label=${exact}>${ago(new Date(at), now)}</time>`;
}

/** @param {string} at */
export function utc(at) {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * @param {Date} at
 * @param {Date} now
 */
function ago(at, now) {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return 'just now';
  const [, unit, length] = STEPS.find(([limit]) => size < limit) ?? STEPS[3];
  return relative.format(Math.round(seconds / length), unit);
}

function useNow() {
  const [now, setNow] = useState(new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** @param {string} at */
export function day(at) {
  return new Date(at).toLocaleDateString('en', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

// `code` and *bold*, within one line. Everything else is text, and all of it becomes text nodes.
const INLINE = /`([^`\n]+)`|(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])/g;

/** @param {{ text: string }} props */
export function Inline({ text }) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index));
    parts.push(match[1] === undefined ? html`<b>${match[2]}</b>` : html`<code>${match[1]}</code>`);
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return html`${parts}`;
}
