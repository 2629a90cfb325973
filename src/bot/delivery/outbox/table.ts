import { bigint, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { sending } from '../sending/table.ts';

/** Messages that are not cards: thread replies, files, pages. Sent at least once, in order a queue. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Idempotency key: the same one is never queued twice and never posts twice. */
    key: text().notNull().unique(),
    destination: text().notNull(),
    /** What is ordered: a channel or a card's thread. */
    queue: text().notNull(),
    /** 0 urgent, 1 normal. */
    lane: integer().notNull(),
    place: jsonb().notNull(),
    /** The card in whose thread this goes; it waits until that card was posted. */
    cardId: bigint('card_id', { mode: 'number' }),
    content: jsonb().notNull(),
    state: text({ enum: ['pending', 'sent', 'dead'] }).notNull(),
    message: text(),
    ...sending,
  },
  (t) => [
    index('outbox_queue').on(t.state, t.queue, t.lane, t.id),
    index('outbox_due').on(t.state, t.nextAt),
  ],
);

/** What a platform asked us to wait with (Retry-After): every process keeps to it. */
export const destinationPause = pgTable('destination_pause', {
  /** What has to wait, as `scopeOf` names it: a kind of sending to a channel or workspace, or a workspace. */
  destination: text().primaryKey(),
  until: timestamp({ withTimezone: true }).notNull(),
});
