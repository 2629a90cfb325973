import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../store/columns.ts';

export const approvalRequest = pgTable(
  'approval_request',
  {
    id: text().primaryKey(),
    mode: text().notNull(),
    state: text().notNull(),
    /** The hashed bytes. Subject, document and policy are read from here; the columns below serve queries. */
    content: text().notNull(),
    digest: text().notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    requester: text().notNull(),
    resource: text(),
    place: jsonb().notNull(),
    openedAt: instant('opened_at').notNull(),
    expiresAt: instant('expires_at'),
    notBefore: instant('not_before'),
    notAfter: instant('not_after'),
    round: integer().notNull(),
    claimedAt: instant('claimed_at'),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
    endedWhy: text('ended_why'),
  },
  (t) => [
    // One live request a resource, whoever opens it and in whichever process.
    uniqueIndex('approval_request_live_resource')
      .on(t.resource)
      .where(sql`state in ('pending', 'timelocked', 'ready', 'claimed')`),
    index('approval_request_opened').on(t.openedAt),
    index('approval_request_subject').on(t.subjectKind, t.subjectId, t.openedAt),
  ],
);

/** Current votes. What was before stands in the log. */
export const approvalVote = pgTable(
  'approval_vote',
  {
    requestId: text('request_id')
      .notNull()
      .references(() => approvalRequest.id),
    principal: text().notNull(),
    choice: text().notNull(),
    at: instant('at').notNull(),
    via: text().notNull(),
    /** `<platform>/<workspace>/<account>` that it came from. */
    account: text().notNull(),
    reason: text(),
    /** Who they were when they voted: activity and roles with the times since when. */
    standing: jsonb().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.principal] }),
    index('approval_vote_account').on(t.account, t.principal),
  ],
);
