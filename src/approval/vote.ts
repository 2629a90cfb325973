import { countsFrom, type HeldRole } from '../people/role.ts';
import { isActivePerson, type Standing, type Standings } from '../people/standing.ts';
import { approvingRoles, type Group, type Policy, type Via } from './policy.ts';

export type Choice = 'approve' | 'reject';

/** Somebody's current vote. */
export interface Vote {
  readonly principal: string;
  readonly choice: Choice;
  /** When this choice was made, on the database's clock. */
  readonly at: Date;
  readonly via: Via;
  /** Key of the account that it came from. */
  readonly account: string;
  readonly reason: string | null;
  /** Who they were when they voted. */
  readonly standing: Standing;
}

/**
 * Whether an approval counts in a group for somebody who stands as given. They must hold one of its roles, and
 * must have held it when they voted, by the same grant and for long enough. Given today's standing this says
 * that they were eligible then and are now; a role lost and given again does not revive an old vote. Whoever benefits from what is
 * asked never approves it.
 */
export function approvalCounts(
  vote: Vote,
  standing: Standing | undefined,
  group: Group,
  { holdMs, beneficiaries = [] }: Pick<Policy, 'holdMs' | 'beneficiaries'>,
): boolean {
  if (vote.choice !== 'approve' || !isActivePerson(standing)) return false;
  if (beneficiaries.includes(vote.principal)) return false;
  return standing.roles.some((held) => heldAtVote(vote, held, group.of, holdMs));
}

/** Whether a rejection counts: a role of any group. The policy's hold does not apply, because it can only stop things. */
export function rejectionCounts(vote: Vote, standing: Standing | undefined, policy: Policy): boolean {
  if (vote.choice !== 'reject' || !isActivePerson(standing)) return false;
  const roles = approvingRoles(policy);
  return standing.roles.some((held) => heldAtVote(vote, held, roles, 0));
}

function heldAtVote(vote: Vote, held: HeldRole, roles: readonly string[], holdMs: number): boolean {
  return (
    roles.includes(held.role) &&
    countsFrom(held, holdMs) <= vote.at &&
    vote.standing.roles.some((then) => then.role === held.role)
  );
}

/** Whether the vote counts in any way. */
export function voteCounts(vote: Vote, standing: Standing | undefined, policy: Policy): boolean {
  return (
    rejectionCounts(vote, standing, policy) ||
    policy.groups.some((group) => approvalCounts(vote, standing, group, policy))
  );
}

/** The standings that the voters had when they voted. */
export function standingsAtVote(votes: readonly Vote[]): Standings {
  return new Map(votes.map((vote) => [vote.principal, vote.standing]));
}
