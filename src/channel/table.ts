import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Refusal } from '../errors.ts';
import { instant } from '../store/columns.ts';

/** Channels that were asked for; one opening is a channel on each platform. */
export const channelOpening = pgTable(
  'channel_opening',
  {
    id: text().primaryKey(),
    /** The caller's idempotency key. */
    key: text().notNull().unique(),
    name: text().notNull(),
    about: text().notNull(),
    private: boolean().notNull(),
    /** Principal. */
    openedBy: text('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** Principals in it, whoever opened it first. */
    people: jsonb().$type<readonly string[]>().notNull(),
    /** Token of the process that works on it. */
    lease: text(),
    leaseUntil: instant('lease_until'),
    /** Null while there is something left to do that no person has to ask for. */
    doneAt: instant('done_at'),
  },
  (t) => [index('channel_opening_open').on(t.leaseUntil).where(sql`${t.doneAt} is null`)],
);

/** An opening in one workspace of a platform. */
export const channelSite = pgTable(
  'channel_site',
  {
    opening: text()
      .notNull()
      .references(() => channelOpening.id),
    platform: text({ enum: ['console', 'discord', 'slack'] }).notNull(),
    /** As keyturn.yaml calls it. */
    workspace: text().notNull(),
    state: text({ enum: ['waiting', 'opened', 'failed'] }).notNull(),
    /** The platform's id of the workspace, and of the channel in it; null until it is open. */
    workspaceId: text('workspace_id'),
    channel: text(),
    channelName: text('channel_name'),
    url: text(),
    /** The card that says what it is for, and the digest of what it shows. */
    message: text(),
    shown: text(),
    pinned: boolean().notNull(),
    /** Why it was not opened, or who is missing in it. */
    troubles: jsonb().$type<readonly Refusal[]>().notNull(),
    /** What is wrong with its card. */
    cardTrouble: jsonb('card_trouble').$type<Refusal>(),
  },
  (t) => [primaryKey({ columns: [t.opening, t.platform, t.workspace] })],
);
