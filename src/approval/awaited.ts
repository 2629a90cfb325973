import { isActivePerson, type Standing } from '../people/standing.ts';
import { refuseVoter } from './ballot.ts';
import type { ApprovalRequest, QuorumRequest } from './request.ts';
import type { Review } from './review/review.ts';
import { refuseReviewer } from './review/reviewer.ts';
import { counted, tally } from './tally.ts';
import { standingsAtVote, type Vote, voteCounts } from './vote.ts';

/** A request as those see it who could do something about it. */
export interface Pending {
  readonly request: ApprovalRequest;
  readonly votes: readonly Vote[];
  /** Of a broken glass. */
  readonly review: Review | undefined;
}

/** Roles whose members could bring it forward now; none when it waits for nobody. */
export function awaitedRoles({ request, votes, review }: Pending): readonly string[] {
  if (request.mode === 'break-glass') return review?.state === 'open' ? request.policy.review.of : [];
  if (request.state !== 'pending') return [];
  const { groups } = tally(request.policy, request.requester, votes, standingsAtVote(votes));
  const missing = request.policy.groups.filter(({ quorum }, index) => (groups[index]?.length ?? 0) < quorum);
  return [...new Set(missing.flatMap(({ of }) => of))];
}

/** Whether it waits for what this person may do: an approval that fills a place, or their opinion of a broken glass. */
export function isAwaited(pending: Pending, standing: Standing | undefined, now: Date): boolean {
  const { request, votes, review } = pending;
  if (!isActivePerson(standing)) return false;
  const { principal } = standing;
  if (request.mode === 'break-glass') {
    const hasJudged = review?.verdicts.some((verdict) => verdict.principal === principal) ?? true;
    return !hasJudged && review?.state === 'open' && refuseReviewer(request, standing, now) === undefined;
  }
  if (request.state !== 'pending' || refuseVoter(request, standing, 'approve', now) !== undefined)
    return false;
  const before = votes.find((vote) => vote.principal === principal);
  if (before !== undefined && voteCounts(before, standing, request.policy)) return false;
  return fillsAPlace(request, votes, standing, now);
}

/** Tried out: whoever fits only a group that is full may still make room in it for somebody else. */
function fillsAPlace(
  { policy, requester }: QuorumRequest,
  votes: readonly Vote[],
  standing: Standing,
  now: Date,
): boolean {
  const others = votes.filter((vote) => vote.principal !== standing.principal);
  const theirs: Vote = {
    principal: standing.principal,
    choice: 'approve',
    at: now,
    via: 'button',
    account: '',
    reason: null,
    standing,
  };
  const filled = (given: readonly Vote[]): number =>
    counted(tally(policy, requester, given, standingsAtVote(given))).length;
  return filled([...others, theirs]) > filled(others);
}
