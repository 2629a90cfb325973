import { index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Deliveries of the platforms that were taken up: each has one effect, however often it comes. */
export const inboundDelivery = pgTable(
  'inbound_delivery',
  {
    /** `<platform>/<workspace>/<delivery id>` */
    id: text().primaryKey(),
    receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
    /** Null while it is being worked on, and for ever when the process died meanwhile. */
    finishedAt: timestamp('finished_at', { withTimezone: true }),
  },
  (t) => [index('inbound_delivery_received').on(t.receivedAt)],
);
