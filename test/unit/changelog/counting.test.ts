import { describe, expect, it } from 'vitest';
import { counts, rulesOf } from '../../../src/changelog/counting.ts';
import { changelog as definition } from '../../../src/runbook/definition/construct/changelog.ts';

const changelog = {
  description: 'Every change',
  types: ['config'],
  action: 'log/add',
  automaticFor: ['high' as const],
  source: undefined,
};

describe('which runs count as changes', () => {
  it.each([
    ['read', false],
    ['low', true],
    ['high', true],
    ['critical', true],
  ] as const)('of a runbook that does not say so, one of risk %s: %s', (risk, counted) => {
    expect(counts(rulesOf({ id: 'shop', changelog: undefined }), { action: 'shop:x', risk })).toBe(counted);
  });

  it.each([
    ['read', false],
    ['low', false],
    ['high', true],
    ['critical', false],
  ] as const)('of a runbook that names high alone, one of risk %s: %s', (risk, counted) => {
    expect(counts(rulesOf({ id: 'shop', changelog }), { action: 'shop:x', risk })).toBe(counted);
  });

  it('are never those that only look: no runbook may say so', () => {
    const written = { description: 'Every change', types: ['config'], automaticFor: ['read'] };
    expect(definition.safeParse(written).success).toBe(false);
    expect(definition.safeParse({ ...written, automaticFor: ['low'] }).success).toBe(true);
  });

  it('are those of the action that adds an entry by hand, whatever its risk', () => {
    expect(counts(rulesOf({ id: 'shop', changelog }), { action: 'shop:log/add', risk: 'low' })).toBe(true);
  });

  it('are those of which nobody knows the risk any more', () => {
    expect(counts(rulesOf({ id: 'shop', changelog }), { action: 'shop:gone', risk: undefined })).toBe(true);
    expect(rulesOf(undefined).types).toEqual([]);
  });
});
