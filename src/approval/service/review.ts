import type { TimerHandler } from '../../jobs/port.ts';
import { accountKey } from '../../people/principal.ts';
import { type Person, REASON_LIMIT, refusePerson } from '../ballot.ts';
import * as no from '../refusals.ts';
import { requestChain } from '../request.ts';
import { type Opinion, reviewState, type Verdict } from '../review/review.ts';
import { readReviews, updateReview, upsertVerdict } from '../review/store.ts';
import { standingJson } from '../row.ts';
import { holdRequest } from '../store.ts';
import { holdsAnyNow } from '../vote.ts';
import { type Answer, accepted, act, actorOf, type Refused } from './decide.ts';
import { type Room, type Said, say } from './room.ts';
import { save } from './save.ts';

export interface ReviewVote extends Person {
  readonly opinion: Opinion;
  readonly reason: string;
}

/** Records what a reviewer thinks; they may think again until the review is closed. */
export function reviewBreakGlass(room: Room, given: ReviewVote): Promise<Answer> {
  return act(
    room,
    'review',
    given,
    async (tx, { request, standing, votes, now }): Promise<Refused | Answer> => {
      const refused = (refusal: Refused['refusal']): Refused => ({
        refusal,
        data: { opinion: given.opinion },
      });
      const nobody = refusePerson('review', given, standing);
      if (nobody || standing === undefined) return refused(nobody ?? no.notActive('review'));
      const review = (await readReviews(tx, [request.id])).get(request.id);
      if (request.mode !== 'break-glass' || review === undefined) return refused(no.noReview(request.id));
      if (review.state !== 'open') return refused(no.reviewClosed(review.state));
      if (standing.principal === request.requester) return refused(no.ownRequest('review'));
      const { of } = request.policy.review;
      if (!holdsAnyNow(standing, of)) return refused(no.roleMissing('review', of));
      const reason = given.reason.trim();
      if (reason === '') return refused(no.reasonMissing('review'));
      if (reason.length > REASON_LIMIT) return refused(no.reasonTooLong('review', REASON_LIMIT));
      const before = review.verdicts.find((verdict) => verdict.principal === standing.principal);
      if (before?.opinion === given.opinion && before.reason === reason)
        return accepted(request, votes, false);

      const verdict: Verdict = { principal: standing.principal, opinion: given.opinion, reason, at: now };
      const others = review.verdicts.filter((other) => other.principal !== verdict.principal);
      const state = reviewState(request.policy, [...others, verdict]);
      const { opinion } = verdict;
      const said: Said[] = [
        {
          kind: 'review.verdict',
          actor: actorOf(given),
          data: { opinion, reason, account: accountKey(given.account), standing: standingJson(standing) },
        },
      ];
      if (state !== 'open') said.push({ kind: `review.${state}`, actor: 'service/approval', data: {} });
      await upsertVerdict(tx, request.id, verdict);
      if (state !== 'open') await updateReview(tx, request.id, { state, closedAt: now });
      const after = await save(tx, room, { before: request, changes: [], said, now });
      return accepted(after, votes, true);
    },
  );
}

/** Nobody has reviewed in time: says so, once, with the role to page. */
export function overdueTimer(room: Room): TimerHandler {
  return async (tx, subject) => {
    const id = subject.split('/')[1] ?? '';
    const held = await holdRequest(tx, id);
    if (held?.request.mode !== 'break-glass') return;
    const { request, now } = held;
    const review = (await readReviews(tx, [id])).get(id);
    if (review === undefined || review.state !== 'open' || review.overdueAt !== null || now < review.dueAt)
      return;
    await updateReview(tx, id, { overdueAt: now });
    const data = { page: held.request.policy.page, dueAt: review.dueAt.toISOString() };
    await say(tx, id, [{ kind: 'review.overdue', actor: 'service/approval', data }], now);
    await room.jobs.emit(tx, { kind: 'review.overdue', subject: requestChain(id), at: now, data });
    await room.jobs.emit(tx, {
      kind: 'request.changed',
      subject: requestChain(id),
      at: now,
      data: { state: request.state },
    });
  };
}
