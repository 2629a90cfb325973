import { integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';

/** What every row has that a worker sends. */
export const sending = {
  attempts: integer().notNull().default(0),
  nextAt: timestamp('next_at', { withTimezone: true }).notNull(),
  /** Random token of the worker that is sending this now; what it writes back is conditioned on it. */
  lease: text(),
  leaseUntil: timestamp('lease_until', { withTimezone: true }),
  error: text(),
  /** Destinations that did not take it, since one last did: it goes to none of them again. */
  refusedBy: jsonb('refused_by').$type<readonly string[]>().notNull().default([]),
};
