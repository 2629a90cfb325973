import Big from 'big.js';

/**
 * A number that JavaScript's own type would change: more digits than it holds, or another form than it prints
 * (`9007199254740993`, `1.10`, `1e999`). It is kept as the text that was written.
 */
export type Exact = { readonly $exact: string };

/** A number as it was written: JavaScript's own where that prints the same text again, else an {@link Exact}. */
export type Numeric = number | Exact;

/** Nobody but us may write this key: every entrance refuses it, so an object that has it is an {@link Exact}. */
export const EXACT_KEY = '$exact';

/** RFC 8259, section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
/** 256 bits have 78 digits; what is longer than this is no number that anybody compares. */
const MOST_CHARACTERS = 1_000;
const GREATEST_EXPONENT = 100_000;

/** The number that a text writes as JSON does; undefined when it is none, or beyond all measure. */
export function readNumber(text: string): Numeric | undefined {
  if (text.length > MOST_CHARACTERS || !JSON_NUMBER.test(text)) return undefined;
  const exponent = Math.abs(Number(text.split(/[eE]/)[1] ?? 0));
  if (exponent > GREATEST_EXPONENT) return undefined;
  const value = Number(text);
  // As JSON.stringify and RFC 8785 write it: -0 is written 0, so it is kept as text as well.
  return JSON.stringify(value) === text ? value : { [EXACT_KEY]: text };
}

/** A number as people type it: digits, perhaps a sign and a point, without an exponent or leading zeros. */
export function readDecimal(text: string): Numeric | undefined {
  return /[eE]/.test(text) ? undefined : readNumber(text);
}

/** A whole number as people type it. */
export function readInteger(text: string): Numeric | undefined {
  return /^-?\d+$/.test(text) ? readNumber(text) : undefined;
}

export function isExact(value: unknown): value is Exact {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, EXACT_KEY)) return false;
  const text = (value as Exact)[EXACT_KEY];
  return typeof text === 'string' && JSON_NUMBER.test(text) && Object.keys(value).length === 1;
}

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' ? Number.isFinite(value) : isExact(value);
}

/** The number in the form in which it was written. */
export function numberText(value: Numeric): string {
  return typeof value === 'number' ? String(value) : value[EXACT_KEY];
}

/**
 * A value as a number that can be compared: a number, or a text that is nothing but one, in decimal or (as EVM nodes
 * answer) in hexadecimal after `0x`. Undefined for everything else.
 */
export function comparable(value: unknown): Big | undefined {
  if (isNumeric(value)) return new Big(numberText(value));
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) return undefined;
  if (HEXADECIMAL.test(value)) return new Big(BigInt(value).toString());
  const number = readNumber(value);
  return number === undefined ? undefined : new Big(numberText(number));
}

/** A number that is written in hexadecimal, in the digits that people read; undefined for everything else. */
export function hexadecimal(value: unknown): Numeric | undefined {
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS || !HEXADECIMAL.test(value))
    return undefined;
  return readNumber(BigInt(value).toString());
}

/** Negative, 0 or positive, as decimals and without rounding. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  return new Big(numberText(a)).cmp(numberText(b));
}

/** All of them together, without rounding; written without an exponent. */
export function sumOf(numbers: readonly Numeric[]): string {
  return numbers.reduce<Big>((total, each) => total.plus(numberText(each)), new Big(0)).toFixed();
}
