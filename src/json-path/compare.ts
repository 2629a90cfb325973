import type { Json } from '../canonical.ts';
import { compareNumbers, isExact, isNumeric } from '../values/number.ts';
import type { Work } from './work.ts';

/** The result of a path that leads to nothing; it equals nothing but itself. */
export const NOTHING = Symbol('nothing');
export type Found = Json | typeof NOTHING;

/** Comparison of RFC 9535, section 2.3.5.2.2. Numbers are compared as decimals, however they are written. */
export function holds(left: Found, operator: string, right: Found, work: Work): boolean {
  switch (operator) {
    case '==':
      return equal(left, right, work);
    case '!=':
      return !equal(left, right, work);
    case '<':
      return less(left, right);
    case '>':
      return less(right, left);
    case '<=':
      return less(left, right) || equal(left, right, work);
    case '>=':
      return less(right, left) || equal(left, right, work);
    default:
      throw new Error(`a JSONPath with the operator ${operator}`);
  }
}

function equal(left: Found, right: Found, work: Work): boolean {
  work.visit();
  if (left === NOTHING || right === NOTHING) return left === right;
  if (isNumeric(left) || isNumeric(right)) {
    return isNumeric(left) && isNumeric(right) && compareNumbers(left, right) === 0;
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item: Json, index) => equal(item, right[index] as Json, work))
    );
  }
  if (!isObject(left) || !isObject(right)) return left === right;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equal(left[name] as Json, right[name] as Json, work))
  );
}

function less(left: Found, right: Found): boolean {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) < 0;
  return typeof left === 'string' && typeof right === 'string' && left < right;
}

/** An object of the body: a number that is kept in an object of its own is none. */
export function isObject(value: Found): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExact(value);
}
