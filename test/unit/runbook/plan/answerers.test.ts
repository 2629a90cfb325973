import { describe, expect, it } from 'vitest';
import { resolvePolicy, writtenPolicy } from '../../../../src/approval/policy.ts';
import { answerersOf } from '../../../../src/runbook/plan/plan-policy.ts';

const approval = {
  kind: 'approval',
  policy: resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['lead'], quorum: 1 }] })),
} as const;

describe('who may answer what a run asks, where its author names nobody', () => {
  it('25 is whoever may ask for the action or approve it', () => {
    expect(answerersOf('high', approval, { high: ['sre'] })).toEqual({
      of: ['sre', 'lead'],
      requester: false,
    });
    expect(answerersOf('low', null, { low: ['sre'] })).toEqual({ of: ['sre'], requester: false });
  });
  it('25 is the requester and who approves, where everybody may ask', () => {
    expect(answerersOf('high', approval, {})).toEqual({ of: ['lead'], requester: true });
    expect(answerersOf('high', approval, { high: ['linked'] })).toEqual({ of: ['lead'], requester: true });
  });
  it('25 is everybody in the settings only for what everybody may run', () => {
    expect(answerersOf('read', null, {})).toEqual({ of: [], requester: false });
  });
});
