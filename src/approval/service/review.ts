import type { Refusal } from '../../errors.ts';
import type { TimerHandler } from '../../jobs/port.ts';
import { accountKey } from '../../people/principal.ts';
import type { Standing } from '../../people/standing.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Tx } from '../../store/database.ts';
import { spoken } from '../../values/characters.ts';
import { type Person, refuseLongReason, refusePerson } from '../ballot.ts';
import * as no from '../refusals.ts';
import { type BreakGlassRequest, REQUEST } from '../request.ts';
import { type Opinion, type Review, reviewState, type Verdict } from '../review/review.ts';
import { refuseReviewer } from '../review/reviewer.ts';
import { readReviews, updateReview, upsertVerdict } from '../review/store.ts';
import { holdRequest } from '../store.ts';
import { type ActResult, accepted, act, actorOf, type Refused, type Situation } from './decide.ts';
import { type ApprovalRoom, type Said, say } from './room.ts';
import { save } from './save.ts';
import { isReviewAsLogged } from './sealed.ts';

export interface ReviewVote extends Person {
  readonly opinion: Opinion;
  readonly reason: string;
}

/** Whether somebody could review it now: asked before they are asked for their reason, and again when they give it. */
export function mayReview(room: ApprovalRoom, person: Person): Promise<ActResult> {
  return act(room, 'review', person, async (tx, seat): Promise<Refused | ActResult> => {
    const seen = await reviewerOf(tx, person, seat);
    return 'refusal' in seen
      ? { refusal: seen.refusal, data: {} }
      : accepted(seat.request, seat.votes, false);
  });
}

/** Records what a reviewer thinks; they may think again until the review is closed. */
export function reviewBreakGlass(room: ApprovalRoom, given: ReviewVote): Promise<ActResult> {
  return act(room, 'review', given, async (tx, seat): Promise<Refused | ActResult> => {
    const { votes, now } = seat;
    const refused = (refusal: Refusal): Refused => ({
      refusal,
      data: { opinion: given.opinion },
    });
    const seen = await reviewerOf(tx, given, seat);
    if ('refusal' in seen) return refused(seen.refusal);
    const { request, review, standing } = seen;
    const reason = spoken(given.reason) ?? '';
    if (reason === '') return refused(no.reasonMissing('review'));
    const tooLong = refuseLongReason('review', reason);
    if (tooLong !== undefined) return refused(tooLong);
    const before = review.verdicts.find((verdict) => verdict.principal === standing.principal);
    if (before?.opinion === given.opinion && before.reason === reason) return accepted(request, votes, false);

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
  });
}

/** The open review that somebody may take part in, or why they may not. */
async function reviewerOf(
  tx: Tx,
  person: Person,
  { request, standing, now }: Situation,
): Promise<
  | { readonly refusal: Refusal }
  | { readonly request: BreakGlassRequest; readonly review: Review; readonly standing: Standing }
> {
  const nobody = refusePerson('review', person, standing);
  if (nobody || standing === undefined) return { refusal: nobody ?? no.notActive('review') };
  const review = (await readReviews(tx, [request.id])).get(request.id);
  if (request.mode !== 'break-glass' || review === undefined) return { refusal: no.noReview(request) };
  if (!(await isReviewAsLogged(tx, review))) return { refusal: no.forgedReview(request) };
  if (review.state !== 'open') return { refusal: no.reviewClosed(review.state) };
  const unentitled = refuseReviewer(request, standing, now);
  return unentitled === undefined ? { request, review, standing } : { refusal: unentitled };
}

/** Nobody has reviewed in time: says so, once, with the role to page. */
export function overdueTimer(room: ApprovalRoom): TimerHandler {
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
    await room.jobs.emit(tx, { kind: 'review.overdue', subject: REQUEST.subject(id), at: now, data });
    await room.jobs.emit(tx, {
      kind: 'request.changed',
      subject: REQUEST.subject(id),
      at: now,
      data: { state: request.state },
    });
  };
}
