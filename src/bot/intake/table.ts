import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Deliveries of the platforms that were taken up: each has one effect, however often it comes. */
export const inboundDelivery = pgTable(
  'inbound_delivery',
  {
    /** `<platform>/<workspace>/<delivery id>` */
    id: text().primaryKey(),
    receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
    /** What its adapter needs to go on with it after a crash; gone once it is finished. */
    kept: jsonb(),
    /**
     * Null while it waits for its turn: nothing was done yet, and whoever sets it does the work, or tells why it is not
     * done: then `kept` says so.
     */
    begunAt: timestamp('begun_at', { withTimezone: true }),
    /** Null while it is being worked on, and until somebody was told when the process died meanwhile. */
    finishedAt: timestamp('finished_at', { withTimezone: true }),
  },
  (t) => [
    index('inbound_delivery_received').on(t.receivedAt),
    index('inbound_delivery_open').on(t.receivedAt).where(sql`finished_at is null and kept is not null`),
  ],
);
