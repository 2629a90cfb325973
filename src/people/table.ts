import { sql } from 'drizzle-orm';
import { bigint, boolean, index, jsonb, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import type { PlatformGroup } from './directory.ts';

/** Everybody who was ever named in the settings. Rows are deactivated, never deleted: the log refers to them. */
export const principal = pgTable('principal', {
  id: text().primaryKey(),
  name: text().notNull(),
  kind: text({ enum: ['human', 'service'] }).notNull(),
  active: boolean().notNull(),
  since: timestamp({ withTimezone: true }).notNull(),
});

/** Accounts and whom they belong to. A row with `unlinked_at` is history. */
export const identity = pgTable(
  'identity',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    platform: text({ enum: ['console', 'discord', 'slack'] }).notNull(),
    workspace: text().notNull(),
    account: text().notNull(),
    principal: text()
      .notNull()
      .references(() => principal.id),
    /** `config`: from keyturn.yaml, and taken away with it. `link`: joined in chat and approved there. */
    source: text({ enum: ['config', 'link'] }).notNull(),
    linkedAt: timestamp('linked_at', { withTimezone: true }).notNull(),
    unlinkedAt: timestamp('unlinked_at', { withTimezone: true }),
  },
  (t) => [
    // An account belongs to one principal at a time, or one human could vote twice.
    uniqueIndex('identity_live').on(t.platform, t.workspace, t.account).where(sql`${t.unlinkedAt} is null`),
    index('identity_principal').on(t.principal),
  ],
);

/** The roles that the settings define, and the platform groups whose members hold them. */
export const role = pgTable('role', {
  name: text().primaryKey(),
  holdMs: bigint('hold_ms', { mode: 'number' }).notNull(),
  groups: jsonb().$type<readonly PlatformGroup[]>().notNull(),
});

/** Who holds which role, from which source, since when. A row with `revoked_at` is history. */
export const roleGrant = pgTable(
  'role_grant',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    principal: text()
      .notNull()
      .references(() => principal.id),
    role: text().notNull(),
    /** `config`, or the platform group: with the account that is in it: `discord/<guild>/<role id>/<account id>`. */
    source: text().notNull(),
    grantedAt: timestamp('granted_at', { withTimezone: true }).notNull(),
    revokedAt: timestamp('revoked_at', { withTimezone: true }),
  },
  (t) => [
    uniqueIndex('role_grant_live').on(t.principal, t.role, t.source).where(sql`${t.revokedAt} is null`),
    index('role_grant_role').on(t.role).where(sql`${t.revokedAt} is null`),
  ],
);
