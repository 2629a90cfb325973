import type { Json } from '../../canonical.ts';
import { parseDuration } from '../../duration.ts';
import { evmAddressProblem } from '../../values/evm-address.ts';
import { readInstant } from '../../values/instant.ts';
import { readDecimal, readInteger } from '../../values/number.ts';
import { readTruth } from '../../values/truth.ts';
import { webAddressProblem } from '../../values/web-address.ts';
import { suggestName } from '../../written/nearest.ts';
import type { ValueRule } from '../definition/construct/value.ts';
import type { ValueType } from '../definition/construct/value-type.ts';
import { base58Length } from './base58.ts';
import { type Bound, boundInWords, compareToBound } from './bound.ts';
import type { Known } from './known.ts';
import { findPerson } from './person.ts';

/** The value behind a text, or why it does not do and what to write. */
export type Parsed = { readonly value: Json } | { readonly why: string; readonly next: string };

type Parser = (text: string, rule: ValueRule, known: Known) => Parsed;

/** Of a duration, as everywhere in a runbook. */
const LONGEST_MS = 366 * 86_400_000;

const IDENTIFIER = /^[A-Za-z0-9_][A-Za-z0-9_.:@/+-]{0,127}$/;
const EMAIL =
  /^[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/;

function no(why: string, next: string): Parsed {
  return { why, next };
}

/** How a value that lies outside of its bounds is told, by what the bounds are. */
const OUTSIDE: Readonly<
  Partial<Record<ValueType, { readonly low: string; readonly high: string; readonly a: string }>>
> = {
  duration: { low: 'is too short', high: 'is too long', a: 'a duration of' },
  datetime: { low: 'is too early', high: 'is too late', a: 'a time that is' },
};
const OUTSIDE_NUMBERS = { low: 'is too small', high: 'is too big', a: 'a number of' };

/** The value, where it lies between the bounds of its rule. */
function inRange(value: Bound, { type, min, max }: ValueRule, { now }: Known): Parsed {
  const words = OUTSIDE[type] ?? OUTSIDE_NUMBERS;
  const times = type === 'datetime';
  const beyond = (bound: Bound | undefined): number =>
    bound === undefined ? 0 : (compareToBound(type, value, bound, now) ?? 0);
  if (min !== undefined && beyond(min) < 0)
    return no(words.low, `Write ${words.a} ${times ? 'not before' : 'at least'} ${boundInWords(min, now)}.`);
  if (max !== undefined && beyond(max) > 0)
    return no(words.high, `Write ${words.a} ${times ? 'not after' : 'at most'} ${boundInWords(max, now)}.`);
  return { value };
}

function urlOf(text: string): Parsed {
  switch (webAddressProblem(text)) {
    case undefined:
      return { value: text };
    case 'form':
      return no('is not a web address', 'Write a full URL such as https://rpc.example.com.');
    case 'backslash':
      return no('holds a backslash, which some programs read as a slash', 'Write / or %5C instead.');
    case 'user':
      return no('holds a user name or password', 'Leave it out: secrets never go through chat.');
  }
}

/**
 * One parser a type of value. Texts arrive without hidden characters and within their length, and go on as they were typed:
 * what is read in them only decides whether they do. Yes and no alone become a value of their own, and a person the id that the
 * settings give them, however they were called.
 */
export const PARSERS: Readonly<Record<ValueType, Parser>> = {
  text: (text) => ({ value: text }),
  longtext: (text) => ({ value: text }),
  integer: (text, rule, known) => {
    const value = readInteger(text);
    if (value !== undefined) return inRange(value, rule, known);
    return no('is not a whole number', 'Write digits only, such as 200, without zeros before them.');
  },
  number: (text, rule, known) => {
    const value = readDecimal(text);
    if (value !== undefined) return inRange(value, rule, known);
    return no('is not a number', 'Write digits with a point, such as 0.5.');
  },
  boolean: (text) => {
    const value = readTruth(text);
    return value === undefined ? no('is neither true nor false', 'Write true or false.') : { value };
  },
  choice: (text, { choices = [] }) =>
    choices.includes(text) ? { value: text } : no('is not one of the choices', suggestName(text, choices)),
  duration: (text, rule, known) => {
    const ms = parseDuration(text);
    if (ms === undefined) return no('is not a duration', 'Write a number and a unit: 90s, 30m, 48h or 7d.');
    return ms > LONGEST_MS ? no('is longer than a year', 'Write at most 366d.') : inRange(text, rule, known);
  },
  datetime: (text, rule, known) => {
    if (/\.\d{3}\d*[1-9]/.test(text))
      return no('is finer than a millisecond', 'Write at most three digits behind the point of the seconds.');
    return readInstant(text) === undefined
      ? no('is not a time with its zone, on a day that exists', 'Write it as 2024-01-15T09:00:00Z.')
      : inRange(text, rule, known);
  },
  url: urlOf,
  email: (text) =>
    EMAIL.test(text) ? { value: text } : no('is not an e-mail address', 'Write it as name@example.com.'),
  'solana-address': (text) =>
    text.length <= 44 && base58Length(text) === 32
      ? { value: text }
      : no(
          'is not a Solana address',
          'Write the 32-byte address in base 58 (32 to 44 characters, no 0, O, I or l).',
        ),
  'evm-address': (text) => {
    const problem = evmAddressProblem(text);
    if (problem === 'form') return no('is not an EVM address', 'Write 0x and 40 hexadecimal digits.');
    if (problem === 'checksum')
      return no(
        'has a wrong checksum in its upper and lower case',
        'Copy the address again from its source.',
      );
    return { value: text };
  },
  person: (text, _rule, { people }) => (people === undefined ? { value: text } : findPerson(people, text)),
  pick: (text) => ({ value: text }),
  identifier: (text) =>
    IDENTIFIER.test(text)
      ? { value: text }
      : no(
          'is not an identifier',
          'Use up to 128 letters, digits and _ . : @ / + -, beginning with a letter, digit or underscore.',
        ),
};
