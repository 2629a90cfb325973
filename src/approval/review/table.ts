import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../store/columns.ts';
import { approvalRequest } from '../table.ts';

/** One review a break-glass request; its policy stands in the request's content. */
export const approvalReview = pgTable('approval_review', {
  requestId: text('request_id')
    .primaryKey()
    .references(() => approvalRequest.id),
  state: text().notNull(),
  dueAt: instant('due_at').notNull(),
  overdueAt: instant('overdue_at'),
  closedAt: instant('closed_at'),
});

/** Current verdicts, one a reviewer. What was before stands in the log. */
export const approvalVerdict = pgTable(
  'approval_verdict',
  {
    requestId: text('request_id')
      .notNull()
      .references(() => approvalReview.requestId),
    principal: text().notNull(),
    opinion: text().notNull(),
    reason: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.requestId, t.principal] })],
);
