import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { Json } from '../canonical.ts';
import { instant } from '../store/columns.ts';
import type { What } from './occurrence.ts';

/** What is kept of each schedule of the runbooks. */
export const schedule = pgTable('schedule', {
  /** `<system>:<schedule>` */
  key: text().primaryKey(),
  since: instant('since').notNull(),
  /** Up to then all that was due has a row, or was left out. */
  through: instant('through').notNull(),
  completedAt: instant('completed_at'),
});

/** One time at which a schedule was due. */
export const scheduleOccurrence = pgTable(
  'schedule_occurrence',
  {
    id: text().primaryKey(),
    schedule: text().notNull(),
    dueAt: instant('due_at').notNull(),
    state: text({ enum: ['due', 'open', 'done', 'failed', 'skipped'] }).notNull(),
    what: jsonb().$type<What>().notNull(),
    place: jsonb().$type<Json>(),
    deadline: instant('deadline'),
    missedAt: instant('missed_at'),
    endedAt: instant('ended_at'),
    run: text(),
    request: text(),
    note: text(),
    /** Principal. */
    by: text(),
    told: boolean().notNull(),
    /** A process is at it until then. */
    leaseUntil: instant('lease_until'),
  },
  (t) => [
    unique('schedule_occurrence_once').on(t.schedule, t.dueAt),
    index('schedule_occurrence_live').on(t.dueAt).where(sql`${t.endedAt} is null`),
  ],
);
