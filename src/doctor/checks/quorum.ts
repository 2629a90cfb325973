import { approvingRoles, type Policy } from '../../approval/policy.ts';
import { tally } from '../../approval/tally.ts';
import type { Standing } from '../../people/standing.ts';
import { type Check, counted, type Diagnosis, orOk, problem, warning } from '../check.ts';

/** A policy and where it is used. */
export interface PolicyUse {
  readonly name: string;
  readonly policy: Policy;
}

export interface Holder {
  readonly principal: string;
  readonly human: boolean;
  readonly roles: readonly string[];
}

export interface QuorumDeps {
  readonly policies: () => Promise<readonly PolicyUse[]>;
  /** Everybody who is known to hold a role. */
  readonly holders: () => Promise<readonly Holder[]>;
  /** Roles that a chat platform's groups fill too; their members are known only once they were seen. */
  readonly filledElsewhere: readonly string[];
}

/** Each policy can be met, whoever asks: otherwise requests would wait until they expire. */
export function quorumCheck({ policies, holders, filledElsewhere }: QuorumDeps): Check {
  return {
    id: 'quorum',
    async run() {
      const people = (await holders()).map(standingOf);
      const uses = await policies();
      return orOk(
        uses.flatMap((use) => checkPolicy(use, people, filledElsewhere)),
        `${counted(uses.length, 'policy', 'policies')} can be met whoever asks.`,
      );
    },
  };
}

const EVER = new Date(0);
/** Long after any hold has passed: the question is whether it can ever be met. */
const LATER = new Date(8.64e15);
const NOBODY = '';

function checkPolicy(
  { name, policy }: PolicyUse,
  people: readonly Standing[],
  filledElsewhere: readonly string[],
): readonly Diagnosis[] {
  const roles = approvingRoles(policy).join(', ');
  if (!canMeet(policy, NOBODY, people)) {
    const needs = policy.groups.map((group) => `${group.quorum} of ${group.of.join(' or ')}`).join(' and ');
    if (approvingRoles(policy).some((role) => filledElsewhere.includes(role))) {
      const says = `Of the people seen so far, not enough could meet the policy ${name}: it needs ${needs}.`;
      return [warning(says, `See that enough people are in the chat platform's groups for ${roles}.`)];
    }
    return [problem(`The policy ${name} can never be met: it needs ${needs}.`, `Add people to ${roles}.`)];
  }
  const stuck = people.filter((one) => !canMeet(policy, one.principal, people)).map((one) => one.principal);
  if (stuck.length === 0) return [];
  return [
    warning(
      `The policy ${name} cannot be met when ${stuck.join(' or ')} asks: nobody counts for their own request.`,
      `Add one more person to ${roles}.`,
    ),
  ];
}

/** Whether it would pass if everybody approved, counted as real votes are. */
function canMeet(policy: Policy, requester: string, people: readonly Standing[]): boolean {
  const votes = people.map((standing) => ({
    principal: standing.principal,
    choice: 'approve' as const,
    at: LATER,
    via: 'button' as const,
    account: '',
    reason: null,
    standing,
  }));
  return tally(policy, requester, votes, new Map(people.map((one) => [one.principal, one]))).met;
}

function standingOf({ principal, human, roles }: Holder): Standing {
  return { principal, human, active: true, roles: roles.map((role) => ({ role, since: EVER })) };
}
