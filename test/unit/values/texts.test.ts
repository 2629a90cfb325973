import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isBlank, storable, unstorable } from '../../../src/values/characters.ts';
import { evmAddressProblem } from '../../../src/values/evm-address.ts';
import { readInstant } from '../../../src/values/instant.ts';

it('a text is storable, or has a place where it is not', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('\0', '\ud800', '\udc00', 'a')),
      (a, b) => {
        const text = a + b.join('');
        const found = unstorable(text);
        expect(found === undefined).toBe(text.isWellFormed() && !text.includes('\0'));
        if (found !== undefined) expect(unstorable(text.charAt(found.index))).toBeDefined();
        expect(unstorable(storable(text))).toBeUndefined();
      },
    ),
  );
});

it.each(['', '   ', '\t\n', '\u00a0', '\u200b', '\u3164', '\u2800', '\ufeff\u00ad', '\0', '\u{e0020}'])(
  '%j says nothing',
  (text) => {
    expect(isBlank(text)).toBe(true);
  },
);

it.each(['a', ' . ', '👍', '\u0661', 'é'])('%j says something', (text) => {
  expect(isBlank(text)).toBe(false);
});

it('every moment is read back as it was written', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (moment) => {
      expect(readInstant(moment.toISOString())).toEqual(moment);
    }),
  );
});

it.each([
  '2024-01-15',
  '2024-01-15T09:00:00',
  '2024-01-15 09:00',
  '2023-02-29T00:00:00Z',
  '2024-04-31T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-01-15T24:00:00Z',
  '2024-01-15T09:60:00Z',
  '2024-01-15T09:00:00+24:00',
  '1',
  'yesterday',
  'Jan 15 2024 UTC',
  '',
])('%j names no moment', (text) => {
  expect(readInstant(text)).toBeUndefined();
});

it.each([
  '2024-02-29T00:00:00Z',
  '2024-01-15t09:00:00.123456789z',
  '2024-01-15 09:00:00+01:00',
  '2024-01-15T09:00Z',
])('%j names a moment', (text) => {
  expect(readInstant(text)).toBeInstanceOf(Date);
});

// The examples of EIP-55.
it.each([
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0xde709f2102306220921060314715629080e2fb77',
])('%s is an address, and no other mix of cases is', (address) => {
  expect(evmAddressProblem(address)).toBeUndefined();
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 41 }), (index) => {
      const letter = address.charAt(index);
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      const altered = address.slice(0, index) + other + address.slice(index + 1);
      if (altered !== address) expect(evmAddressProblem(altered)).toBe('checksum');
    }),
  );
});
