import { and, count, eq, gt, inArray, min, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../store/database.ts';
import type { Subject } from '../request.ts';
import { approvalRequest } from '../table.ts';
import type { Opinion, Review, ReviewState, Verdict } from './review.ts';
import { approvalReview, approvalVerdict } from './table.ts';

/** Lets one break-glass of a subject in at a time, so that its uses can be counted; held until the commit. */
export async function lockUses(tx: Tx, subject: Subject): Promise<void> {
  const key = `break-glass/${subject.kind}/${subject.id}`;
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/** How often the glass was broken for a subject after a moment, and when first. */
export async function usesSince(
  tx: Tx,
  subject: Subject,
  since: Date,
): Promise<{ readonly count: number; readonly first: Date | null }> {
  const [row] = await tx.orm
    .select({ count: count(), first: min(approvalRequest.openedAt) })
    .from(approvalRequest)
    .where(
      and(
        eq(approvalRequest.mode, 'break-glass'),
        eq(approvalRequest.subjectKind, subject.kind),
        eq(approvalRequest.subjectId, subject.id),
        gt(approvalRequest.openedAt, since),
      ),
    );
  return { count: row?.count ?? 0, first: row?.first ?? null };
}

export async function insertReview(tx: Tx, requestId: string, dueAt: Date): Promise<void> {
  await tx.orm.insert(approvalReview).values({ requestId, state: 'open', dueAt });
}

/** Reviews of some requests with their verdicts in order of time. */
export async function readReviews(
  reader: Reader,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, Review>> {
  if (requestIds.length === 0) return new Map();
  const ids = [...requestIds];
  const reviews = await reader.orm
    .select()
    .from(approvalReview)
    .where(inArray(approvalReview.requestId, ids));
  const verdicts = await reader.orm
    .select()
    .from(approvalVerdict)
    .where(inArray(approvalVerdict.requestId, ids))
    .orderBy(approvalVerdict.at, approvalVerdict.principal);
  return new Map(
    reviews.map((review) => [
      review.requestId,
      {
        ...review,
        state: review.state as ReviewState,
        verdicts: verdicts
          .filter((verdict) => verdict.requestId === review.requestId)
          .map(({ requestId: _, ...verdict }) => ({ ...verdict, opinion: verdict.opinion as Opinion })),
      },
    ]),
  );
}

export async function upsertVerdict(tx: Tx, requestId: string, verdict: Verdict): Promise<void> {
  const { opinion, reason, at } = verdict;
  await tx.orm
    .insert(approvalVerdict)
    .values({ requestId, ...verdict })
    .onConflictDoUpdate({
      target: [approvalVerdict.requestId, approvalVerdict.principal],
      set: { opinion, reason, at },
    });
}

export async function updateReview(
  tx: Tx,
  requestId: string,
  change: { readonly state?: ReviewState; readonly overdueAt?: Date; readonly closedAt?: Date },
): Promise<void> {
  await tx.orm.update(approvalReview).set(change).where(eq(approvalReview.requestId, requestId));
}
