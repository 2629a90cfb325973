import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Json } from '../canonical.ts';
import { instant } from '../store/columns.ts';

/** Times in which nothing risky is begun. */
export const freeze = pgTable(
  'system_freeze',
  {
    id: text().primaryKey(),
    /** Null: all systems. */
    system: text(),
    reason: text().notNull(),
    exceptions: jsonb().$type<readonly string[]>().notNull(),
    startedBy: text('started_by').notNull(),
    startedAt: instant('started_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
    endReason: text('end_reason'),
    place: jsonb().$type<Json>(),
  },
  (t) => [index('freeze_open').on(t.endsAt).where(sql`${t.endedAt} is null`)],
);
