import { describe, expect, it } from 'vitest';
import { trimEnd } from '../../../src/values/trim-end.ts';
import { processorTime } from '../../support/processor-time.ts';

const isLineEnd = (character: string): boolean => character === '\n';

describe('trimEnd', () => {
  it('takes away what stands at the end only', () => {
    expect(trimEnd('\na\n\nb\n\n', isLineEnd)).toBe('\na\n\nb');
    expect(trimEnd('\n\n', isLineEnd)).toBe('');
    expect(trimEnd('', isLineEnd)).toBe('');
  });

  it('takes a character of two halves for one', () => {
    const isHalf = (character: string): boolean => /\p{Cs}/u.test(character);
    expect(trimEnd('a😀', isHalf)).toBe('a😀');
    expect(trimEnd('a😀\ud83d', isHalf)).toBe('a😀');
  });

  it('stays linear in a text that is full of what it takes away elsewhere', () => {
    const text = `${'\n'.repeat(1_000_000)}a`;
    const spentMs = processorTime();
    expect(trimEnd(text, isLineEnd)).toBe(text);
    expect(spentMs()).toBeLessThan(500);
  });
});
