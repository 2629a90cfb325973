import { parseDuration } from '../../duration.ts';
import { readInstant } from '../../values/instant.ts';
import { compareNumbers, isNumeric, type Numeric, numberText } from '../../values/number.ts';
import type { ValueType } from '../definition/construct/value-type.ts';
import { isRelative, readMoment } from './moment.ts';
import { parseTemplate } from './template.ts';

/** The least or the greatest that a value may be, as an author writes it. */
export type Bound = Numeric | string;

/** Types whose values have an order, and what a bound of each looks like. */
const WRITTEN: Readonly<Partial<Record<ValueType, string>>> = {
  integer: 'a number, such as 10',
  number: 'a number, such as 0.5',
  duration: 'a duration, such as 30m',
  datetime: 'a time with its zone, or one that is counted from now: now, now-1h, now+7d',
};

/** Types that have a least and a greatest value. */
export const BOUNDED = Object.keys(WRITTEN) as readonly ValueType[];

/** Why no value of a type could be compared with a bound, in words that fit behind it; undefined where it can. */
export function boundProblem(
  type: ValueType,
  bound: Bound,
): { readonly why: string; readonly instead: string } | undefined {
  const wanted = WRITTEN[type];
  if (wanted !== undefined && isTemplate(bound)) return undefined;
  if (wanted === undefined)
    return { why: `does not apply to type ${type}`, instead: `Use it with ${BOUNDED.join(', ')} only.` };
  const reads = isNumeric(bound)
    ? type === 'integer' || type === 'number'
    : type === 'duration'
      ? parseDuration(bound) !== undefined
      : type === 'datetime' && readMoment(bound, EVER) !== undefined;
  return reads ? undefined : { why: `is not ${wanted.split(',')[0]}`, instead: `Write ${wanted}.` };
}

/** Whether a bound is another value, which is known only when somebody gives it. What is behind it is checked with the others. */
export function isTemplate(bound: Bound): bound is string {
  return typeof bound === 'string' && bound.includes('{{');
}

/** The parameter that a bound is nothing but: `{{ params.total }}`. */
export function boundingParam(bound: Bound): string | undefined {
  if (!isTemplate(bound)) return undefined;
  const [only, ...others] = parseTemplate(bound.trim()).parts;
  if (typeof only !== 'object' || only.scope !== 'params' || others.length > 0) return undefined;
  return only.path.length === 1 ? only.path[0] : undefined;
}

/** Whether values of one type can be compared with those of another. */
export function areComparable(one: ValueType, other: ValueType): boolean {
  const numbers: readonly ValueType[] = ['integer', 'number'];
  return one === other ? BOUNDED.includes(one) : numbers.includes(one) && numbers.includes(other);
}

/** Bounds that are both counted from now are compared the same at any moment. */
const EVER = new Date(0);

/**
 * How a value stands to a bound of its type: negative, 0 or positive. Undefined where nobody can tell: no bound of this type, or
 * one that is counted from a moment which is not known yet.
 */
export function compareToBound(
  type: ValueType,
  value: Bound,
  bound: Bound,
  now: Date | undefined,
): number | undefined {
  if (isNumeric(value) && isNumeric(bound)) return compareNumbers(value, bound);
  if (isNumeric(value) || isNumeric(bound)) return undefined;
  if (type === 'duration') return difference(parseDuration(value), parseDuration(bound));
  if (type !== 'datetime') return undefined;
  if (now === undefined && isRelative(bound)) return undefined;
  return difference(readInstant(value)?.getTime(), readMoment(bound, now ?? EVER)?.getTime());
}

/** Whether nothing lies between two bounds: the lower one is above the upper one, whenever that is asked. */
export function leavesNoRoom(type: ValueType, min: Bound, max: Bound): boolean {
  if (isNumeric(min) && isNumeric(max)) return compareNumbers(min, max) > 0;
  if (isNumeric(min) || isNumeric(max)) return false;
  if (type === 'duration') return (difference(parseDuration(min), parseDuration(max)) ?? 0) > 0;
  if (type !== 'datetime' || isRelative(min) !== isRelative(max)) return false;
  return (difference(readMoment(min, EVER)?.getTime(), readMoment(max, EVER)?.getTime()) ?? 0) > 0;
}

function difference(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one - other;
}

/** As its author wrote it. */
export function boundText(bound: Bound): string {
  return isNumeric(bound) ? numberText(bound) : bound;
}

/** What a person is told: a moment that is counted from now beside what it is now. */
export function boundInWords(bound: Bound, now: Date | undefined): string {
  const text = boundText(bound);
  const moment =
    isNumeric(bound) || !isRelative(bound) || now === undefined ? undefined : readMoment(bound, now);
  return moment === undefined ? text : `${moment.toISOString().replace(/\.\d+Z$/, 'Z')} (${text})`;
}
