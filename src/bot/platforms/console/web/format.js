import { momentsIn } from './moments.js';
import { html, useEffect, useState } from './preact.js';

const SECOND_MS = 1_000;
const TICK_MS = 10_000;
const HOUR_MS = 3_600_000;
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

function useNow(everyMs = TICK_MS) {
  const [now, setNow] = useState(new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
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

/**
 * A moment in the reader's zone, and how far away it is, counting by itself.
 * @param {{ at: Date }} props
 */
export function Moment({ at }) {
  const now = useNow(Math.abs(at.getTime() - Date.now()) < HOUR_MS ? SECOND_MS : TICK_MS);
  const exact = utc(at.toISOString());
  const left = at.getTime() - now.getTime();
  const away = left > 0 ? `in ${spanned(left)}` : `${spanned(-left)} ago`;
  return html`<time datetime=${at.toISOString()} title=${exact}>${inZone(at, now)} <span class="away">(${away})</span></time>`;
}

/** @param {Date} at @param {Date} now */
function inZone(at, now) {
  const isToday = at.toDateString() === now.toDateString();
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  const date = isToday ? {} : { day: 'numeric', month: 'short', year: 'numeric' };
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ ...date, ...time, timeZoneName: 'short' });
  return new Intl.DateTimeFormat('en', options).format(at);
}

const LAST_MINUTES = 5;

/** A length of time in its two largest units, seconds only where the last minutes run out. @param {number} ms */
function spanned(ms) {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < LAST_MINUTES) return `${minutes} min ${seconds % 60} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${plural(Math.floor(minutes / 1440), 'day')} ${Math.floor(minutes / 60) % 24} h`;
}

// `code` and *bold*, within one line. Everything else is text, and all of it becomes text nodes.
const INLINE = /`([^`\n]+)`|(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])/g;

/** @param {{ text: string }} props */
export function Inline({ text }) {
  const parts = momentsIn(text).map((part) =>
    typeof part === 'string' ? html`<${Styled} text=${part} />` : html`<${Moment} at=${part} />`,
  );
  return html`${parts}`;
}

/** @param {{ text: string }} props */
function Styled({ text }) {
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

/** The time zone of whoever reads, e.g. "Europe/Berlin". */
export function zoneName() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
