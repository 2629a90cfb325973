import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/approval/policy.ts';
import { counted, tally } from '../../../src/approval/tally.ts';
import { standingsAtVote, type Vote } from '../../../src/approval/vote.ts';
import { policyOf } from './room.ts';

const EVER = new Date(0);
const runs = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 300);

function approvalOf(principal: string, roles: readonly string[], minute: number): Vote {
  return {
    principal,
    choice: 'approve',
    at: new Date(60_000 * minute),
    via: 'button',
    reason: null,
    account: 'console/local/x',
    standing: { principal, human: true, active: true, roles: roles.map((role) => ({ role, since: EVER })) },
  };
}

function count(policy: Policy, votes: readonly Vote[], requester = 'ana') {
  return tally(policy, requester, votes, standingsAtVote(votes));
}

describe('the tally', () => {
  const both = policyOf({
    groups: [
      { of: ['sre'], quorum: 1 },
      { of: ['security'], quorum: 1 },
    ],
  });

  it('5.1 one person counts in one group only, though they hold the roles of two', () => {
    expect(count(both, [approvalOf('ben', ['sre', 'security'], 1)]).met).toBe(false);
  });

  it('5.1 finds the arrangement that fills all groups, whoever voted first', () => {
    const flexible = approvalOf('ben', ['sre', 'security'], 1);
    const onlySre = approvalOf('chen', ['sre'], 2);
    const result = count(both, [flexible, onlySre]);
    expect(result).toMatchObject({ met: true, groups: [['chen'], ['ben']], spare: [] });
  });

  it("5.1 the requester's approval is not counted even if one is stored", () => {
    expect(count(policyOf({}), [approvalOf('ana', ['sre'], 1)])).toMatchObject({ met: false, groups: [[]] });
  });

  it('5.2 an approval given before the role was held is not counted', () => {
    const vote = approvalOf('ben', ['sre'], 1);
    const later = { ...vote.standing, roles: [{ role: 'sre', since: new Date(120_000) }] };
    expect(tally(policyOf({}), 'ana', [vote], new Map([['ben', later]])).met).toBe(false);
  });

  it('5.2 the hold time is asked of the very role that fills the place', () => {
    const policy = policyOf({ groups: both.groups, hold: '10m' });
    const ben = approvalOf('ben', ['sre'], 60);
    const fresh = { role: 'security', since: new Date(55 * 60_000) };
    const chen = {
      ...ben,
      principal: 'chen',
      standing: { ...ben.standing, roles: [...ben.standing.roles, fresh] },
    };
    expect(count(policy, [ben, chen])).toMatchObject({ met: false, spare: ['chen'] });
    const later = { ...chen, at: new Date(65 * 60_000) };
    expect(count(policy, [ben, later]).met).toBe(true);
  });

  it('5.2 a rejection of somebody who lost the role and got it again is not counted', () => {
    const vote: Vote = { ...approvalOf('ben', ['sre'], 1), choice: 'reject' };
    expect(count(policyOf({}), [vote]).rejections).toEqual(['ben']);
    const again = { ...vote.standing, roles: [{ role: 'sre', since: new Date(120_000) }] };
    expect(tally(policyOf({}), 'ana', [vote], new Map([['ben', again]])).rejections).toEqual([]);
  });

  it('5.1 an approval does not count by a role that came in the same millisecond, but after it', () => {
    const vote = approvalOf('ben', ['security'], 1);
    const now = { ...vote.standing, roles: [...vote.standing.roles, { role: 'sre', since: vote.at }] };
    expect(tally(policyOf({}), 'ana', [vote], new Map([['ben', now]])).met).toBe(false);
  });

  it('5.2 whoever cannot be looked up is not counted', () => {
    expect(tally(policyOf({}), 'ana', [approvalOf('ben', ['sre'], 1)], new Map()).met).toBe(false);
  });

  it('5.1 fills as many places as the best of all arrangements', () => {
    const roles = ['a', 'b', 'c'] as const;
    const of = fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 2 });
    const groups = fc.array(fc.record({ of, quorum: fc.integer({ min: 1, max: 2 }) }), {
      minLength: 1,
      maxLength: 3,
    });
    const held = fc.array(fc.uniqueArray(fc.constantFrom(...roles)), { maxLength: 6 });
    fc.assert(
      fc.property(groups, held, (groups, held) => {
        const votes = held.map((roles, index) => approvalOf(`p${index}`, roles, index));
        const result = count(policyOf({ groups }), votes);
        const seats = groups.flatMap((group) => Array.from({ length: group.quorum }, () => group.of));
        expect(counted(result)).toHaveLength(mostSeats(seats, held));
        expect(result.met).toBe(mostSeats(seats, held) === seats.length);
        expect(new Set(counted(result)).size).toBe(counted(result).length);
      }),
      { numRuns: runs },
    );
  });
});

/** Tries everything. */
function mostSeats(seats: readonly (readonly string[])[], people: readonly (readonly string[])[]): number {
  const [seat, ...others] = seats;
  if (seat === undefined) return 0;
  const taken = people.flatMap((roles, index) =>
    roles.some((role) => seat.includes(role)) ? [1 + mostSeats(others, people.toSpliced(index, 1))] : [],
  );
  return Math.max(mostSeats(others, people), ...taken);
}
