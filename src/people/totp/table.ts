import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Authenticators. The secret is sealed with a key that is not in the database. */
export const totp = pgTable('totp', {
  principal: text().primaryKey(),
  sealed: text().notNull(),
  enrolledAt: timestamp('enrolled_at', { withTimezone: true }).notNull(),
  confirmedAt: timestamp('confirmed_at', { withTimezone: true }),
  lastStep: integer('last_step').notNull().default(0),
});
