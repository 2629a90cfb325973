import { bigint, index, pgTable, primaryKey, smallint, text, timestamp } from 'drizzle-orm/pg-core';

/**
 * What the console's channels hold. `seq` orders messages; `rev` is the last change, so that a page which
 * was away asks for everything after the revision it knows.
 */
export const consoleMessage = pgTable(
  'console_message',
  {
    id: text().primaryKey(),
    /** The caller's idempotency key: the same key never makes a second message. */
    key: text().notNull().unique(),
    channel: text().notNull(),
    /** The message above, for a reply in its thread. */
    thread: text(),
    /** A persona; null for Keyturn itself. */
    author: text(),
    /** The one persona that sees a quiet message. */
    onlyFor: text('only_for'),
    /** Who caused it and by what, for a reply: "ana" and "/shop health". */
    causedBy: text('caused_by'),
    cause: text(),
    /** JSON of {@link MessageBody}, as text: jsonb refuses the NUL characters that programs print. */
    body: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull().unique(),
    rev: bigint({ mode: 'number' }).notNull().unique(),
    at: timestamp({ withTimezone: true }).notNull(),
    editedAt: timestamp('edited_at', { withTimezone: true }),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
    pinnedAt: timestamp('pinned_at', { withTimezone: true }),
  },
  (t) => [
    index('console_message_channel').on(t.channel, t.seq),
    index('console_message_thread').on(t.thread),
  ],
);

export const consoleReaction = pgTable(
  'console_reaction',
  {
    message: text().notNull(),
    emoji: text().notNull(),
    persona: text().notNull(),
    /** The revision that added it: reactions keep their order. */
    rev: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.message, t.emoji, t.persona] })],
);

export const consoleFile = pgTable('console_file', {
  /** The message that carries it. */
  message: text().primaryKey(),
  name: text().notNull(),
  bytes: bigint({ mode: 'number' }).notNull(),
  /** The content as a JSON string, because a text column refuses NUL characters. */
  content: text().notNull(),
});

/** How far a persona has read a channel. */
export const consoleRead = pgTable(
  'console_read',
  {
    persona: text().notNull(),
    channel: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.persona, t.channel] })],
);

/**
 * One row, locked by every change until it commits: revisions become visible in their own order, and nobody
 * who asks for "everything after 41" can miss a 42 that commits after 43.
 */
export const consoleRevision = pgTable('console_revision', {
  id: smallint().primaryKey(),
  rev: bigint({ mode: 'number' }).notNull(),
});
