import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoted, saidValue } from '../../../src/values/quoted.ts';

describe('words of people inside a sentence of ours', () => {
  it('cannot leave their quotation', () => {
    expect(quoted('ok”; Lea answered “yes, all clear', 160)).toBe("“ok'; Lea answered 'yes, all clear”");
  });

  it('stay between one pair of marks, in one line and in their bound, whatever they are', () => {
    const hostile = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '”', '“', '"', '„', '»', '＂', '😀') });
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.string({ unit: 'binary' })),
        fc.integer({ min: 1, max: 50 }),
        (words, limit) => {
          const said = quoted(words, limit);
          expect(said).toMatch(/^“[^“”"\n]*”$/u);
          expect([...said].length).toBeLessThanOrEqual(limit + 2);
        },
      ),
    );
  });

  it('are bounded where they are filled in, and numbers stand as they are', () => {
    expect(saidValue('12.50')).toBe('12.50');
    expect(saidValue('✓ Approved by Lea')).toBe('“✓ Approved by Lea”');
    expect(saidValue('x'.repeat(9_000)).length).toBeLessThan(410);
  });
});
