import type { Json } from '../../canonical.ts';
import { jsonText } from '../../values/json.ts';
import { isNumeric, numberText } from '../../values/number.ts';

/** From here on digits are grouped: people misread 10000000 at night. */
const GROUPED_FROM = 5;
/** Text that would read as something else without its quotes: a number, true, false, null, or nothing at all. */
const AMBIGUOUS = /^$|^\s|\s$|^(true|false|null|[-+]?[\d.,]+)$/;

/** Deeper than this nobody reads a list inside a line. */
const DEEPEST = 2;

/** A value for people: plain words where they cannot be mistaken for something else, JSON otherwise. */
export function valueText(value: Json): string {
  if (isNumeric(value)) return grouped(numberText(value));
  return typeof value === 'string' && !AMBIGUOUS.test(value) ? value : jsonText(value);
}

/** A value inside a sentence: the parts of a list one after the other, those of an object under their names. */
export function valueInWords(value: Json, deep = 0): string {
  if (isNumeric(value) || value === null || typeof value !== 'object' || deep >= DEEPEST)
    return valueText(value);
  const parts = Array.isArray(value)
    ? value.map((item: Json) => valueInWords(item, deep + 1))
    : Object.entries(value).map(([name, item]) => `${name}: ${valueInWords(item as Json, deep + 1)}`);
  // Of lists inside a list, each stands in its brackets.
  const text = parts.join('; ');
  if (parts.length === 0) return 'nothing';
  return deep === 0 ? text : `(${text})`;
}

/** Only the digits before the point are grouped; nothing is rounded and no other form is chosen. */
function grouped(text: string): string {
  const digits = text.startsWith('-') ? text.slice(1) : text;
  const end = digits.search(/[.eE]/);
  const whole = end < 0 ? digits : digits.slice(0, end);
  if (whole.length < GROUPED_FROM) return text;
  const groups: string[] = [];
  for (let to = whole.length; to > 0; to -= 3) groups.unshift(whole.slice(Math.max(0, to - 3), to));
  return `${text.startsWith('-') ? '-' : ''}${groups.join(',')}${digits.slice(whole.length)}`;
}
