import { readInstant } from '../values/instant.ts';

/** `2026-11-22 03:05:00 UTC`: exact, sortable, and the same for everybody. Renderers may add relative time. */
export function exactTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * Finds what {@link exactTime} and {@link deadline} wrote, and nothing else: platforms show it in the reader's zone, and how far
 * away it is as seen from then. Whatever else stands behind a time is what somebody wrote.
 */
const WRITTEN_TIME =
  /\b(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC)\b( \((?:in \d+(?:\.\d)? (?:days?|h|min|m?s)(?: \d+ (?:h|min|s))?|past)\))?/g;

/** A moment in a text. */
export interface TimeInText {
  /** The exact time, as it stands there. */
  readonly text: string;
  /** Of the Unix epoch. */
  readonly seconds: number;
  /** What stands behind it of how far away it was when it was written; empty where nothing does. */
  readonly away: string;
}

/** The text with each moment in it written anew. */
export function withTimes(text: string, write: (time: TimeInText) => string): string {
  return partsWithTimes(text)
    .map((part) => (typeof part === 'string' ? part : write(part)))
    .join('');
}

/** A text as what stands between moments, and the moments. What only looks like one stays text. */
export function partsWithTimes(text: string): readonly (string | TimeInText)[] {
  const parts: (string | TimeInText)[] = [];
  let end = 0;
  for (const { 0: whole, 1: exact = '', 2: away = '', index } of text.matchAll(WRITTEN_TIME)) {
    const at = readInstant(exact.replace(' UTC', 'Z'));
    if (at === undefined) continue;
    parts.push(text.slice(end, index), { text: exact, seconds: at.getTime() / 1_000, away });
    end = index + whole.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** A length of time in at most two units: `2 days 4 h`, `30 min`, `1.5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000 && ms % 1_000 !== 0) return `${(ms / 1_000).toFixed(1)} s`;
  const parts: string[] = [];
  let rest = Math.round(ms / 1_000) * 1_000;
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name === 'day' && count > 1 ? 'days' : name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** A deadline: exact, and how far away it is as seen from `now`. */
export function deadline(at: Date, now: Date): string {
  const left = at.getTime() - now.getTime();
  return left > 0 ? `${exactTime(at)} (in ${duration(left)})` : `${exactTime(at)} (past)`;
}
