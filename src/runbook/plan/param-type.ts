import type { Json } from '../../canonical.ts';
import { parseDuration } from '../../duration.ts';
import { suggestName } from '../../written/nearest.ts';
import type { Param, ParamType } from '../definition/construct/param.ts';
import { base58Length } from './base58.ts';

/** The value behind a text, or why it does not do and what to write. */
export type Parsed = { readonly value: Json } | { readonly why: string; readonly next: string };

type Parser = (text: string, param: Param) => Parsed;

const TRUE = ['true', 'yes', 'on'];
const FALSE = ['false', 'no', 'off'];
const IDENTIFIER = /^[A-Za-z0-9_][A-Za-z0-9_.:@/+-]{0,127}$/;
const EMAIL =
  /^[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

function no(why: string, next: string): Parsed {
  return { why, next };
}

function inRange(value: number, { min, max }: Param): Parsed {
  if (min !== undefined && value < min) return no('is too small', `Write a number of at least ${min}.`);
  if (max !== undefined && value > max) return no('is too big', `Write a number of at most ${max}.`);
  return { value };
}

function urlOf(text: string): Parsed {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return no('is not a web address', 'Write a full URL such as https://rpc.example.com.');
  }
  if (url.username !== '' || url.password !== '') {
    return no('holds a user name or password', 'Leave it out: secrets never go through chat.');
  }
  return { value: url.href };
}

/** One parser a type of parameter. Texts arrive without hidden characters and within their length. */
export const PARAM_PARSERS: Readonly<Record<ParamType, Parser>> = {
  text: (text) => ({ value: text }),
  longtext: (text) => ({ value: text }),
  integer: (text, param) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value)) return inRange(value, param);
    return no('is not a whole number', 'Write digits only, such as 200.');
  },
  number: (text, param) => {
    const value = Number(text);
    if (/^[+-]?\d+(?:\.\d+)?$/.test(text) && Number.isFinite(value)) return inRange(value, param);
    return no('is not a number', 'Write digits with a point, such as 0.5.');
  },
  boolean: (text) => {
    if (TRUE.includes(text.toLowerCase())) return { value: true };
    if (FALSE.includes(text.toLowerCase())) return { value: false };
    return no('is neither true nor false', 'Write true or false.');
  },
  choice: (text, { choices = [] }) =>
    choices.includes(text) ? { value: text } : no('is not one of the choices', suggestName(text, choices)),
  duration: (text) =>
    parseDuration(text) === undefined
      ? no('is not a duration', 'Write a number and a unit: 90s, 30m, 48h or 7d.')
      : { value: text },
  datetime: (text) =>
    DATETIME.test(text) && !Number.isNaN(Date.parse(text))
      ? { value: new Date(text).toISOString() }
      : no('is not a time with its zone', 'Write it as 2024-01-15T09:00:00Z.'),
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
  'evm-address': (text) =>
    /^0x[0-9a-fA-F]{40}$/.test(text)
      ? { value: text }
      : no('is not an EVM address', 'Write 0x and 40 hexadecimal digits.'),
  identifier: (text) =>
    IDENTIFIER.test(text)
      ? { value: text }
      : no(
          'is not an identifier',
          'Use up to 128 letters, digits and _ . : @ / + -, beginning with a letter, digit or underscore.',
        ),
};
