import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Policy, resolvePolicy, writtenPolicy } from '../../../src/approval/policy.ts';
import { strictest } from '../../../src/approval/strictest.ts';
import { satisfies } from '../../support/voters.ts';

const ROLES = ['sre', 'lead', 'signer'];

const policy = (written: object): Policy =>
  resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 1 }], ...written }));

const roles = fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 });
const groups = fc.array(fc.record({ of: roles, quorum: fc.integer({ min: 1, max: 2 }) }), {
  minLength: 1,
  maxLength: 3,
});
/** The roles of each of some people who all approve. */
const voters = fc.array(fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 }), {
  maxLength: 9,
});

describe('two policies that must both be satisfied', () => {
  it('are, by whoever satisfies the one that is made of them', () => {
    let met = 0;
    fc.assert(
      fc.property(groups, groups, voters, (one, other, people) => {
        const [first, second] = [policy({ groups: one }), policy({ groups: other })];
        if (!satisfies(strictest(first, second), people)) return;
        met += 1;
        expect(satisfies(first, people)).toBe(true);
        expect(satisfies(second, people)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(met).toBeGreaterThan(50);
  });

  it('are the first alone where that brings along whom the second wants', () => {
    fc.assert(
      fc.property(groups, (one) => {
        const same = policy({ groups: one });
        expect(strictest(same, same).groups).toEqual(same.groups);
      }),
    );
    const narrow = policy({
      groups: [
        { of: ['sre'], quorum: 1 },
        { of: ['sre', 'lead'], quorum: 1 },
      ],
    });
    const wide = policy({ groups: [{ of: ['sre', 'lead'], quorum: 2 }] });
    expect(strictest(narrow, wide).groups).toEqual(narrow.groups);
  });

  it('add the people whom only the second wants', () => {
    const wide = policy({ groups: [{ of: ['sre', 'lead'], quorum: 2 }] });
    expect(strictest(wide, policy({})).groups).toEqual([...wide.groups, { of: ['sre'], quorum: 1 }]);
  });

  it('wait longer, end sooner, and ask for more', () => {
    const calm = policy({ timelock: '1h', expires: '2h', grace: '10m', denials: 2, veto: ['lead'] });
    const wary = policy({
      ...{ expires: '1h', grace: '30m', hold: '24h', veto: ['signer'], reason: 'required' },
      ...{ confirm: 'requester', code: 'approvers', wakes: true },
    });
    for (const joined of [strictest(calm, wary), strictest(wary, calm)])
      expect(joined).toMatchObject({
        ...{ timelockMs: 3_600_000, expiresMs: 3_600_000, graceMs: 600_000, holdMs: 86_400_000 },
        ...{ denials: 1, reason: 'required', confirm: 'requester', code: 'approvers', wakes: true },
        via: ['button'],
        veto: expect.arrayContaining(['lead', 'signer']),
      });
  });

  it.each([
    ['requester', 'approvers', 'both'],
    ['none', 'approvers', 'approvers'],
    ['both', 'none', 'both'],
    ['none', 'none', 'none'],
  ])('have both type what each wants typed: %s and %s', (one, other, both) => {
    expect(strictest(policy({ confirm: one }), policy({ confirm: other })).confirm).toBe(both);
  });

  it('are voted on in a way that both allow, and by a button where they share none', () => {
    const [button, reaction] = [policy({ via: ['button'] }), policy({ via: ['reaction'] })];
    expect(strictest(policy({}), reaction).via).toEqual(['reaction']);
    expect(strictest(button, reaction).via).toEqual(['button']);
  });
});
