import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** How far the edits of a workspace have used up what its platform takes: every process keeps to it. */
export const editPace = pgTable('edit_pace', {
  /** `<platform>/<workspace>` */
  home: text().primaryKey(),
  /** When a whole burst could be made again, if nothing is edited until then. */
  fullAt: timestamp('full_at', { withTimezone: true }).notNull(),
});
