import type { Sha256Hex } from '../canonical.ts';
import type { Refusal } from '../errors.ts';
import type { Account } from '../people/principal.ts';
import { countsFrom } from '../people/role.ts';
import { isActivePerson, type Standing } from '../people/standing.ts';
import { lengthOf, spoken } from '../values/characters.ts';
import { approvingRoles, asksApprovers, type Via } from './policy.ts';
import * as no from './refusals.ts';
import { type ApprovalRequest, confirmationPhrase, isOpen, type QuorumRequest } from './request.ts';
import type { Choice } from './vote.ts';

/** Longest reason, in characters as people count them: whatever a form takes is taken here. */
const REASON_LIMIT = 2_000;

/** Whoever acts on a request, as the platform's adapter and the people room know them. */
export interface Person {
  readonly requestId: string;
  /** The principal behind the account; undefined when it is linked to nobody. */
  readonly voter: string | undefined;
  readonly account: Account;
  /** False for bots, apps and webhooks. */
  readonly human: boolean;
}

export interface Ballot extends Person {
  readonly choice: Choice;
  /** The digest on the card that was clicked. */
  readonly digest: Sha256Hex;
  readonly via: Via;
  readonly reason?: string;
  /** What the voter typed, where the policy asks for it. */
  readonly confirmation?: string;
  /** The one-time code, where the policy asks for it. Never logged. */
  readonly code?: string;
}

/** Why this person cannot act at all, or undefined when they can. */
export function refusePerson(
  attempt: no.Attempt,
  person: Person,
  standing: Standing | undefined,
): Refusal | undefined {
  if (!person.human) return no.notHuman(attempt);
  if (person.voter === undefined) return no.unlinked(attempt);
  if (standing !== undefined && !standing.human)
    return no.unproved(attempt, standing) ?? no.notHuman(attempt);
  if (!isActivePerson(standing)) return (standing && no.unproved(attempt, standing)) ?? no.notActive(attempt);
  return undefined;
}

/** Why somebody may not vote so on a request, in whatever way they do it; undefined when they may. */
export function refuseVoter(
  { requester, policy }: Pick<QuorumRequest, 'requester' | 'policy'>,
  standing: Standing,
  choice: Choice,
  now: Date,
): Refusal | undefined {
  if (standing.principal === requester) return no.ownRequest('vote');
  const approves = choice === 'approve';
  if (approves && policy.beneficiaries?.includes(standing.principal)) return no.benefits('vote');
  // The policy's hold is for approvals alone; the role's own is for whatever the role is good for.
  return refuseRoles('vote', standing, approvingRoles(policy), now, approves ? policy.holdMs : 0);
}

/** Why a vote cannot be accepted now, or undefined when it can. `standing` is the voter's of this moment, `ender` the name of who ended it. */
export function refuseBallot(
  request: ApprovalRequest,
  ballot: Ballot,
  standing: Standing | undefined,
  now: Date,
  ender?: string,
): Refusal | undefined {
  const nobody = refusePerson('vote', ballot, standing);
  if (nobody || standing === undefined) return nobody ?? no.notActive('vote');
  if (request.mode !== 'quorum') return no.isBreakGlass('vote');
  if (!isOpen(request)) return no.finished('vote', request, ender);
  if (ballot.digest !== request.digest) return no.staleCard('vote', request);
  const notTheirs = refuseVoter(request, standing, ballot.choice, now);
  if (notTheirs !== undefined) return notTheirs;
  if (!request.policy.via.includes(ballot.via)) return no.wrongWay('vote', request.policy.via);
  const tooLong = refuseLongReason('vote', ballot.reason);
  if (tooLong !== undefined || ballot.choice === 'reject') return tooLong;
  if (
    asksApprovers(request.policy.confirm) &&
    ballot.confirmation?.trim() !== confirmationPhrase(request.subject)
  )
    return no.notConfirmed('vote', request);
  return undefined;
}

/** Why a reason is not taken as long as it is; undefined when it is, or there is none. Blanks around it do not count. */
export function refuseLongReason(attempt: no.Attempt, reason: string | undefined): Refusal | undefined {
  const length = lengthOf(spoken(reason) ?? '');
  return length > REASON_LIMIT ? no.reasonTooLong(attempt, length, REASON_LIMIT) : undefined;
}

/**
 * Why none of these roles entitles somebody now: not held, or not for as long as the role itself (and `holdMs`) asks
 * for; then it says when the first of them will count. Undefined when one does.
 */
export function refuseRoles(
  attempt: no.Attempt,
  standing: Standing,
  roles: readonly string[],
  now: Date,
  holdMs = 0,
): Refusal | undefined {
  const [first] = standing.roles
    .filter((held) => roles.includes(held.role))
    .map((held) => ({ role: held.role, from: countsFrom(held, holdMs) }))
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
  if (first === undefined) return no.unproved(attempt, standing, roles) ?? no.roleMissing(attempt, roles);
  return first.from <= now ? undefined : no.roleTooFresh(attempt, first.role, first.from);
}
