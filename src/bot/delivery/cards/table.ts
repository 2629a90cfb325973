import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';

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

/** One card a thing and channel: what it should show, and what the platform was last told to show. */
export const card = pgTable(
  'card',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    subject: text().notNull(),
    /** `<platform>/<workspace>/<channel>` */
    destination: text().notNull(),
    /** Empty for the shared card of the thing; an account key for somebody's quiet copy of it. */
    audience: text().notNull().default(''),
    place: jsonb().notNull(),
    desired: jsonb().notNull(),
    digest: text().notNull(),
    desiredRev: integer('desired_rev').notNull().default(1),
    sentRev: integer('sent_rev').notNull().default(0),
    urgent: boolean().notNull().default(false),
    /** The platform's id of the message; null until it was posted, and again when somebody deleted it. */
    message: text(),
    /** Grows when the message has to be posted again, so that the platform does not take it for a repeat. */
    generation: integer().notNull().default(1),
    ...sending,
  },
  (t) => [
    unique('card_subject_destination').on(t.subject, t.destination, t.audience),
    index('card_message').on(t.destination, t.message),
    index('card_due').on(t.nextAt),
  ],
);
