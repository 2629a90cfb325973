import { describe, expect, it } from 'vitest';
import type { ChangeWish } from '../../../src/changelog/change.ts';
import type { Rules } from '../../../src/changelog/counting.ts';
import { checkWish } from '../../../src/changelog/wish.ts';
import { OpsError } from '../../../src/errors.ts';

const NOW = new Date('2026-11-30T03:05:00Z');
const RULES: Rules = { types: ['host', 'vendor'], action: undefined, risks: [] };
const WISH: ChangeWish = { system: 'shop', what: 'A new host', type: 'host', doneAt: undefined };

function refusal(change: Partial<ChangeWish>, rules: Rules = RULES) {
  try {
    checkWish({ ...WISH, ...change }, rules, NOW);
  } catch (error) {
    if (error instanceof OpsError) return error.refusal;
    throw error;
  }
  return undefined;
}

describe('what somebody wants to write down', () => {
  it('is kept without blanks around it', () => {
    expect(checkWish({ ...WISH, what: '  A new host \n' }, RULES, NOW).what).toBe('A new host');
  });

  it.each([
    ['what', { what: ' \u200b\n' }],
    ['what', { what: 'x'.repeat(1_001) }],
    ['what', { what: 'a\0b' }],
    ['type', { type: 'weather' }],
    ['type', { type: undefined }],
    ['when', { doneAt: new Date(NOW.getTime() + 3_600_000) }],
  ])('is refused at its field %s', (field, change) => {
    expect(Object.keys(refusal(change)?.mistakes ?? {})).toEqual([field]);
  });

  it('has no kind where the runbook names none', () => {
    const rules = { ...RULES, types: [] };
    expect(refusal({ type: undefined }, rules)).toBeUndefined();
    expect(refusal({}, rules)?.mistakes).toHaveProperty('type');
  });

  it('is a matter of the action where the runbook has one for it', () => {
    const by = refusal({}, { ...RULES, action: 'shop:log/add' });
    expect(by?.offers).toEqual([{ action: 'shop:log/add', title: 'Write it down' }]);
  });
});
