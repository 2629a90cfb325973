import { describe, expect, it } from 'vitest';
import { parsedOnce } from '../../src/parsed-once.ts';

describe('a text that is read again', () => {
  it('gives the same object', () => {
    const read = parsedOnce<unknown>(2);
    expect(read('{"a":2}')).toBe(read('{"a":2}'));
    expect(read('{"a":2}')).toEqual({ a: 2 });
  });

  it('is parsed again once others were asked for since, or where it is long', () => {
    const read = parsedOnce<unknown>(2);
    const [first, second] = [read('[1]'), read('[2]')];
    expect(read('[1]')).toBe(first);
    read('[3]');
    expect(read('[1]')).toBe(first);
    expect(read('[2]')).not.toBe(second);
    const long = JSON.stringify(['x'.repeat(300_000)]);
    expect(read(long)).not.toBe(read(long));
    expect(read(long)).toEqual(read(long));
  });

  it('that is no JSON is refused each time', () => {
    const read = parsedOnce<unknown>(2);
    for (let n = 0; n < 2; n += 1) expect(() => read('{')).toThrow(SyntaxError);
  });
});
