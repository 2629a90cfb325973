import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Json } from '../canonical.ts';
import { instant } from '../store/columns.ts';

/** Checklists, procedures, decision trees and symptoms that are, or were, worked through. */
export const guide = pgTable(
  'guide',
  {
    id: text().primaryKey(),
    /** What it is worked through of: `shop:checklists/morning`. */
    ref: text().notNull(),
    system: text().notNull(),
    /** Copies of what stands in `state`, for lists. */
    phase: text({ enum: ['open', 'completed', 'abandoned'] }).notNull(),
    owner: text().notNull(),
    startedBy: text('started_by').notNull(),
    startedAt: instant('started_at').notNull(),
    place: jsonb().$type<Json>(),
    /** The guide and item that it decides. */
    parent: text(),
    parentItem: text('parent_item'),
    /** What begins with it has not all begun. */
    beginning: boolean().notNull(),
    /** JSON text: what it was started with, which never changes. */
    sheet: text().notNull(),
    /** JSON text: how it stands. */
    state: text().notNull(),
  },
  (t) => [
    index('guide_open').on(t.startedAt).where(sql`${t.phase} = 'open'`),
    index('guide_newest').on(t.startedAt),
    index('guide_beginning').on(t.id).where(sql`${t.beginning}`),
  ],
);

/** Runs, requests and guides that items of open guides wait for. */
export const guideWait = pgTable('guide_wait', {
  /** Its subject. */
  awaited: text().primaryKey(),
  /** What the items name: the request, where `awaited` is the run that came of it. */
  begun: text().notNull(),
  guide: text()
    .notNull()
    .references(() => guide.id),
});
