import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Wrong guesses at codes, by what was guessed at. */
export const guesses = pgTable('guesses', {
  /** `link/<account key>` or `totp/<principal>`. */
  target: text().primaryKey(),
  wrong: integer().notNull(),
  since: timestamp({ withTimezone: true }).notNull(),
  lockedUntil: timestamp('locked_until', { withTimezone: true }),
});
