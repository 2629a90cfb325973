import { sql } from 'drizzle-orm';
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
import { sending } from '../sending/table.ts';

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
    /** Of the message that called people: no other one does. 0: that was done under another card; null: none has. */
    calledIn: integer('called_in'),
    /** When the message was posted that shows it now. */
    postedAt: timestamp('posted_at', { withTimezone: true }),
    /** Whether the thing may still change, by what the card should show. */
    live: boolean().notNull().default(false),
    /** When to look next whether the message still stands; null when nobody waits for what it shows. */
    lookAt: timestamp('look_at', { withTimezone: true }),
    /** The controls that the message shows, and since when each stands where it does; null when that is not known. */
    places: jsonb(),
    ...sending,
  },
  (t) => [
    unique('card_subject_destination').on(t.subject, t.destination, t.audience),
    index('card_message').on(t.destination, t.message),
    index('card_due').on(t.nextAt),
    index('card_look').on(t.lookAt).where(sql`look_at is not null`),
  ],
);
