import { expect, it } from 'vitest';
import { valueInWords, valueText } from '../../../../src/runbook/plan/value-text.ts';

it.each([
  ['closed', 'closed'],
  ['no such file', 'no such file'],
  [1.0115, '1.0115'],
  [9_999, '9999'],
  [10_000, '10,000'],
  [-1_240_000.5, '-1,240,000.5'],
  [true, 'true'],
  [null, 'null'],
  [['a', 1], '["a",1]'],
])('writes %j in plain words', (value, text) => {
  expect(valueText(value)).toBe(text);
});

it.each(['', ' ', '3', '1,000', '-4.5', 'true', 'null', ' closed'])(
  'keeps the quotes of %j, which would read as something else',
  (value) => {
    expect(valueText(value)).toBe(JSON.stringify(value));
  },
);

it.each([
  [['price 38%', 'supply 4.1%'], 'price 38%; supply 4.1%'],
  [[], 'nothing'],
  [{ state: 'open', since: 12_345 }, 'state: open; since: 12,345'],
  [{ oracles: ['a', 'b'], up: true }, 'oracles: (a; b); up: true'],
  [[[[1]]], '([1])'],
  ['plain', 'plain'],
  [null, 'null'],
])('puts %j inside a sentence without brackets and quotation marks of a machine', (value, text) => {
  expect(valueInWords(value)).toBe(text);
});
