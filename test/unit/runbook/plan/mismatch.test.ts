import { describe, expect, it } from 'vitest';
import { asCompared, mismatch } from '../../../../src/runbook/plan/mismatch.ts';

const NOON = new Date('2026-03-01T12:00:00Z');

describe('what a value is in words that does not fit', () => {
  it('is in the digits of what was expected where a node answers in hexadecimal', () => {
    expect(mismatch('0x429d069189e0000', { min: 500_000_000_000_000_000 }, NOON)).toBe(
      '300,000,000,000,000,000, expected at least 500,000,000,000,000,000',
    );
    expect(asCompared(`0x${'f'.repeat(64)}`, { above: 0 })).toEqual({
      $exact: BigInt(`0x${'f'.repeat(64)}`).toString(),
    });
  });

  it('is as it was found where it is compared with a text, or is no such number', () => {
    expect(mismatch('0xabc', { equals: '0xdef' }, NOON)).toBe('0xabc, expected 0xdef');
    expect(asCompared('0xnone', { above: 0 })).toBe('0xnone');
    expect(asCompared(null, { above: 0 })).toBeNull();
  });
});
