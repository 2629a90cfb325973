import { bigint, index, integer, jsonb, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';

/** What a domain said, written with its change; deleted once its consumers have handled it. */
export const event = pgTable('event', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  kind: text().notNull(),
  subject: text().notNull(),
  data: jsonb().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
  /** Not to be taken before then: a process is at it, or it failed and waits for the next try. */
  heldUntil: timestamp('held_until', { withTimezone: true }),
  tries: integer().notNull().default(0),
});

/** A deadline that survives restarts. One live timer a (kind, subject). */
export const timer = pgTable(
  'timer',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text().notNull(),
    subject: text().notNull(),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  },
  (t) => [unique('timer_kind_subject').on(t.kind, t.subject), index('timer_due').on(t.dueAt)],
);
