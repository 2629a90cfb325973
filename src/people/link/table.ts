import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Account } from '../principal.ts';

/** Codes that join accounts. The code itself is shown once and kept only as its hash. */
export const linkCode = pgTable(
  'link_code',
  {
    hash: text().primaryKey(),
    principal: text().notNull(),
    from: jsonb('from_account').$type<Account>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    usedAt: timestamp('used_at', { withTimezone: true }),
  },
  (t) => [index('link_code_principal').on(t.principal, t.createdAt)],
);

/** Links that were asked for, by the request that approves them. */
export const linkRequest = pgTable(
  'link_request',
  {
    request: text().primaryKey(),
    /** `approved`: to be carried out now, by whoever finds it. */
    state: text({ enum: ['asked', 'approved', 'over'] }).notNull(),
  },
  (t) => [index('link_request_state').on(t.state)],
);
