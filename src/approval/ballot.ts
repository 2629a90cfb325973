import type { Sha256Hex } from '../canonical.ts';
import type { Refusal } from '../errors.ts';
import type { Account } from '../people/principal.ts';
import { countsFrom } from '../people/role.ts';
import type { Standing } from '../people/standing.ts';
import { approvingRoles, asksApprovers, type Policy, type Via } from './policy.ts';
import * as no from './refusals.ts';
import { type ApprovalRequest, confirmationPhrase, isOpen } from './request.ts';
import { type Choice, holdsAnyNow, isPerson } from './vote.ts';

/** Longest reason, in characters. */
export const REASON_LIMIT = 2_000;

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
  if (standing !== undefined && !standing.human) return no.notHuman(attempt);
  if (!isPerson(standing)) return no.notActive(attempt);
  return undefined;
}

/** Why a vote cannot be accepted now, or undefined when it can. `standing` is the voter's of this moment. */
export function refuseBallot(
  request: ApprovalRequest,
  ballot: Ballot,
  standing: Standing | undefined,
  now: Date,
): Refusal | undefined {
  const nobody = refusePerson('vote', ballot, standing);
  if (nobody || standing === undefined) return nobody ?? no.notActive('vote');
  if (request.mode !== 'quorum') return no.isBreakGlass('vote');
  if (!isOpen(request)) return no.finished('vote', request);
  if (ballot.digest !== request.digest) return no.staleCard('vote', request);
  if (ballot.voter === request.requester) return no.ownRequest('vote');
  if (!request.policy.via.includes(ballot.via)) return no.wrongWay('vote', request.policy.via);
  if ((ballot.reason?.length ?? 0) > REASON_LIMIT) return no.reasonTooLong('vote', REASON_LIMIT);
  const roles = approvingRoles(request.policy);
  if (!holdsAnyNow(standing, roles)) return no.roleMissing('vote', roles);
  if (ballot.choice === 'reject') return undefined;
  if (
    asksApprovers(request.policy.confirm) &&
    ballot.confirmation?.trim() !== confirmationPhrase(request.subject)
  )
    return no.notConfirmed('vote', request);
  return refuseFreshRole(standing, request.policy, roles, now);
}

/** Approving needs a role that was held long enough; says when the first of them will count. */
function refuseFreshRole(
  standing: Standing,
  policy: Policy,
  roles: readonly string[],
  now: Date,
): Refusal | undefined {
  const [first] = standing.roles
    .filter((held) => roles.includes(held.role))
    .map((held) => ({ role: held.role, from: countsFrom(held, policy.holdMs) }))
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
  if (first === undefined || first.from <= now) return undefined;
  return no.roleTooFresh('vote', first.role, first.from);
}
