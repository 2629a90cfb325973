import type { Policy } from '../../src/approval/policy.ts';
import { tally } from '../../src/approval/tally.ts';
import { standingsAtVote, type Vote } from '../../src/approval/vote.ts';

const SINCE = new Date('2026-01-01T00:00:00Z');
const AT = new Date('2026-02-01T00:00:00Z');

/** Whether a policy is satisfied when people with these roles all approve. */
export function satisfies(policy: Policy, people: readonly (readonly string[])[]): boolean {
  const votes = people.map((held, index): Vote => {
    const principal = `p${index}`;
    const roles = held.map((role) => ({ role, since: SINCE }));
    return {
      ...{
        principal,
        choice: 'approve',
        at: AT,
        via: 'button',
        account: `console:${principal}`,
        reason: null,
      },
      standing: { principal, human: true, active: true, roles },
    };
  });
  return tally(policy, 'nobody', votes, standingsAtVote(votes)).met;
}
