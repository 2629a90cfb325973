import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparable, compareNumbers, isExact, numberText, readNumber } from '../../../src/values/number.ts';

const SCALE = 30n;

/** A decimal as a whole number of its 30th places: the model that comparisons are checked against. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 70n), max: 10n ** 70n }), fc.nat({ max: Number(SCALE) }))
  .map(([digits, places]) => {
    const sign = digits < 0n ? '-' : '';
    const padded = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
    const cut = padded.length - places;
    const text = sign + padded.slice(0, cut) + (places === 0 ? '' : `.${padded.slice(cut)}`);
    return { text, exact: digits * 10n ** (SCALE - BigInt(places)) };
  });

it('numbers and texts that are numbers are compared as exact decimals', () => {
  fc.assert(
    fc.property(decimal, decimal, fc.boolean(), (a, b, asText) => {
      const [one, other] = [readNumber(a.text), readNumber(b.text)];
      if (one === undefined || other === undefined) throw new Error('a decimal was refused');
      const expected = a.exact < b.exact ? -1 : a.exact > b.exact ? 1 : 0;
      expect(compareNumbers(one, other)).toBe(expected);
      expect(comparable(asText ? a.text : one)?.cmp(comparable(other) ?? 0)).toBe(expected);
    }),
  );
});

it('neighbours that JavaScript takes for equal are not', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 256n }), (n) => {
      expect(comparable(String(n))?.lt(String(n + 1n))).toBe(true);
      expect(comparable(`0x${n.toString(16)}`)?.eq(String(n))).toBe(true);
    }),
  );
});

it.each(['9007199254740993', '1.10', '1.0', '1e999', '1E2', '-0', '12345678901234567891'])(
  '%s is kept as it is written',
  (text) => {
    const number = readNumber(text);
    expect(isExact(number)).toBe(true);
    expect(number && numberText(number)).toBe(text);
  },
);

it.each(['', ' 1', '+1', '01', '.5', '5.', '0x10', '1_000', '1,5', 'NaN', 'Infinity', '1e100001', '٣'])(
  '%j is no number',
  (text) => {
    expect(readNumber(text)).toBeUndefined();
  },
);

it.each([
  '',
  ' ',
  '0x',
  '0xg',
  '1 ',
  '1,000',
  'NaN',
  null,
  true,
  [],
  [5],
  {},
  { $exact: 'x' },
  { $exact: '1', a: 1 },
])('%j is compared with no number', (value) => {
  expect(comparable(value)).toBeUndefined();
});
