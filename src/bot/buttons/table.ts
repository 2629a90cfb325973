import { index, jsonb, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';

/** What an opaque nonce on a button, select or form stands for. */
export const button = pgTable(
  'button',
  {
    nonce: text().primaryKey(),
    kind: text().notNull(),
    data: jsonb().notNull(),
    /** `card/<id>` when it belongs to a message that we edit, otherwise what it was shown in. */
    scope: text().notNull(),
    /** Of kind and data: the same control drawn again keeps its nonce. */
    digest: text().notNull(),
    /** The only account that may use it (accountKey); null: whoever sees the card, authorized at the click. */
    account: text(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    /** Set when it was used, of forms and of buttons that work once. */
    usedAt: timestamp('used_at', { withTimezone: true }),
  },
  (t) => [unique('button_scope_digest').on(t.scope, t.digest), index('button_expires').on(t.expiresAt)],
);
