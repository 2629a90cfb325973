import type { Json } from '../canonical.ts';
import { isExact } from '../values/number.ts';
import { rendered } from './render.ts';

/** What makes a terminal do anything but write on; line ends and tabs stay as they are. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** A text as a person would have read it on a terminal: without colours, with overstruck and rewritten parts carried out. */
export function shownText(text: string): string {
  return CONTROL.test(text) ? rendered(text) : text;
}

/** The same for every text in a value. Keys stay: they name what later steps look for. */
export function shownJson(value: Json): Json {
  if (typeof value === 'string') return shownText(value);
  if (value === null || typeof value !== 'object' || isExact(value)) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(shownJson);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownJson(item as Json)]));
}
