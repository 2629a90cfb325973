import { describe, expect, it } from 'vitest';
import { parsedOnce } from '../../src/parsed-once.ts';

describe('a text that is read again', () => {
  it('gives the same object, the one of whoever made it', () => {
    const texts = parsedOnce<{ readonly a: number }>(2);
    const made = { a: 1 };
    texts.know('{"a":1}', made);
    expect(texts.read('{"a":1}')).toBe(made);
    expect(texts.read('{"a":2}')).toBe(texts.read('{"a":2}'));
  });

  it('is parsed again once it is old, or where it is long', () => {
    const texts = parsedOnce<unknown>(2);
    const first = texts.read('[1]');
    for (const other of ['[2]', '[3]']) texts.read(other);
    expect(texts.read('[1]')).not.toBe(first);
    const long = JSON.stringify(['x'.repeat(300_000)]);
    expect(texts.read(long)).not.toBe(texts.read(long));
    expect(texts.read(long)).toEqual(texts.read(long));
  });

  it('that is no JSON is refused each time', () => {
    const texts = parsedOnce<unknown>(2);
    for (let n = 0; n < 2; n += 1) expect(() => texts.read('{')).toThrow(SyntaxError);
  });
});
