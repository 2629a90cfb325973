import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { parseEntryBody } from '../../audit/entry.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';
import { REQUEST, type Subject } from '../request.ts';
import { approvalRequest } from '../table.ts';
import type { Opinion, Review, ReviewState, Verdict } from './review.ts';
import { approvalReview, approvalVerdict } from './table.ts';

type Named = Pick<Subject, 'kind' | 'id'>;

/** Lets one break-glass of a subject in at a time, so that its uses can be counted; held until the commit. */
export async function lockUses(tx: Tx, subject: Subject): Promise<void> {
  const key = `break-glass/${subject.kind}/${subject.id}`;
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/**
 * When the glass was broken for a subject after a moment, oldest first: by the log or by the requests, so that whoever alters the
 * one hides nothing from the other. A use that only one of them tells of counts.
 */
export async function usesSince(tx: Tx, subject: Named, since: Date): Promise<readonly Date[]> {
  const rows = await tx.orm
    .select({ id: approvalRequest.id, at: approvalRequest.openedAt })
    .from(approvalRequest)
    .where(
      and(
        eq(approvalRequest.mode, 'break-glass'),
        eq(approvalRequest.subjectKind, subject.kind),
        eq(approvalRequest.subjectId, subject.id),
        gt(approvalRequest.openedAt, since),
      ),
    );
  const uses = new Map([
    ...rows.map(({ id, at }): [string, Date] => [REQUEST.subject(id), at]),
    ...(await toldSince(tx, subject, since)),
  ]);
  return [...uses.values()].toSorted((one, other) => one.getTime() - other.getTime());
}

/** By the chain of the request. The list of kinds is that of the index. */
async function toldSince(tx: Tx, subject: Named, since: Date): Promise<readonly (readonly [string, Date])[]> {
  const found = await rowsOf<{ chain: string; at: string | Date; first: string | null }>(
    tx,
    sql`select e.chain, e.at, o.body as first
      from audit_entry e left join audit_entry o on o.chain = e.chain and o.seq = 1
      where e.kind = 'review.opened' and e.at > ${since.toISOString()}::timestamptz`,
  );
  return found
    .filter(({ first }) => isAbout(first, subject))
    .map(({ chain, at }) => [chain, new Date(at)] as const);
}

/** What the log no longer tells may have been about anything: it counts. */
function isAbout(first: string | null, subject: Named): boolean {
  const opened = first === null ? undefined : parseEntryBody(first);
  if (opened?.kind !== 'request.opened') return true;
  const { content } = opened.data as { content?: { subject?: Partial<Named> } };
  return content?.subject?.kind === subject.kind && content.subject.id === subject.id;
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
