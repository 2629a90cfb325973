import type { Json } from '../../../canonical.ts';

/** From here on digits are grouped: people misread 10000000 at night. */
const GROUPED_FROM = 10_000;
/** Text that would read as something else without its quotes: a number, true, false, null, or nothing at all. */
const AMBIGUOUS = /^$|^\s|\s$|^(true|false|null|[-+]?[\d.,]+)$/;

/** A value for people: plain words where they cannot be mistaken for something else, JSON otherwise. */
export function valueText(value: Json): string {
  if (typeof value === 'number' && Math.abs(value) >= GROUPED_FROM) {
    return value.toLocaleString('en', { maximumFractionDigits: 20 });
  }
  return typeof value === 'string' && !AMBIGUOUS.test(value) ? value : JSON.stringify(value);
}
