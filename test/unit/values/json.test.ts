import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../src/canonical.ts';
import { jsonText, readJson } from '../../../src/values/json.ts';

const value = (text: string): Json => {
  const read = readJson(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
};

/** Any number that JSON can write. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.bigInt({ min: 1n, max: 10n ** 80n }).map(String)),
    fc.oneof(
      fc.constant(''),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 40 }).map((d) => `.${d}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc
        .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 9999 }))
        .map((all) => all.join('')),
    ),
  )
  .map((parts) => parts.join(''));

describe('JSON that comes in', () => {
  it('keeps every number in the form in which it was written', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        expect(jsonText(value(`{"n":[${text}]}`))).toBe(`{"n":[${text}]}`);
      }),
    );
  });

  it('is the same after it was stored, and has a canonical form', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), numberText, (text, number) => {
        const read = readJson(`[${text},${number}]`);
        if ('problem' in read) return;
        expect(JSON.parse(JSON.stringify(read.value))).toEqual(read.value);
        expect(canonicalJson(JSON.parse(JSON.stringify(read.value)) as Json)).toBe(canonicalJson(read.value));
        expect(JSON.parse(jsonText(read.value))).toEqual(JSON.parse(`[${text},${number}]`));
      }),
    );
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), fc.nat(), (text, cut) => {
        readJson(text.slice(cut % (text.length + 1)));
      }),
    );
  });

  it.each([
    ['{"a": 1,}', 'line 1, column'],
    ['{\n "a": tru }', 'line 2, column'],
    ['{"a":{"b":["\\ud800"]}}', '$.a.b[0] holds half of a character'],
    ['{"a":"x\\u0000"}', '$.a holds the zero character'],
    ['{"\\u0000":1}', 'a key in $ holds the zero character'],
    ['{"a":1,"a":2}', "Duplicate key 'a'"],
    ['{"a":{"$exact":"5"}}', 'reserved'],
    ['['.repeat(20_000), 'nested more than 100 deep at line 1, column 101'],
    [`[1e${'9'.repeat(10)}]`, 'too long'],
    [`[${'9'.repeat(2_000)}]`, 'too long'],
    ['01', 'end of input'],
    ['NaN', 'value expected'],
  ])('%j is refused with its place', (text, words) => {
    expect(readJson(text)).toMatchObject({ problem: expect.stringContaining(words) as string });
  });

  it('is read behind a byte order mark', () => {
    expect(readJson('\ufeff{"a":1}')).toEqual({ value: { a: 1 } });
  });

  it('may have a key __proto__, which is a key like any other', () => {
    const read = value('{"__proto__":{"a":1}}');
    expect(Object.keys(read as object)).toEqual(['__proto__']);
    expect(jsonText(read)).toBe('{"__proto__":{"a":1}}');
  });

  it('is laid out over lines as JSON.stringify does it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true } as never), (any) => {
        const plain = JSON.parse(JSON.stringify(any)) as Json;
        expect(jsonText(plain, 2)).toBe(JSON.stringify(plain, null, 2));
      }),
    );
  });
});
