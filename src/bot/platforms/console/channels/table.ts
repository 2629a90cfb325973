import { boolean, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../../../store/columns.ts';

/** Channels that were opened; those of the settings have no row. */
export const consoleChannel = pgTable('console_channel', {
  /** Its name, which the console uses as its id. */
  id: text().primaryKey(),
  /** The opener's idempotency key: the same key never opens a second channel. */
  key: text().notNull().unique(),
  topic: text().notNull(),
  private: boolean().notNull(),
  openedAt: instant('opened_at').notNull(),
  archivedAt: instant('archived_at'),
});

/** Who was invited; only for private channels does it matter. */
export const consoleMember = pgTable(
  'console_member',
  {
    channel: text().notNull(),
    persona: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.persona] })],
);
