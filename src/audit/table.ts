import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { actionIn, actorIn, doneIn, mayBeChange, systemIn } from './search/expressions.ts';

/** Append-only: triggers refuse UPDATE, DELETE and TRUNCATE. An insert adds the row to `audit_pending`. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    chain: text().notNull(),
    seq: integer().notNull(),
    previous: text().notNull(),
    /** The hashed bytes. `kind` and `at` are copies for queries; the verifier compares them with the body. */
    body: text().notNull(),
    hash: text().notNull(),
    /** What shows that Keyturn wrote it; null in what was written before there were such codes. */
    mac: text(),
    kind: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    unique('audit_entry_chain_seq').on(t.chain, t.seq),
    // What ended lately, whatever the tables say of it now; a few of the entries, so that the others cost nothing more.
    index('audit_entry_ended').on(t.at).where(sql`kind in ('run.succeeded', 'run.failed', 'run.cancelled')`),
    // What was changed, by when it was done: of all systems, and of each.
    index('audit_entry_changes')
      .on(sql.raw(doneIn('"body"')), t.id)
      .where(sql.raw(mayBeChange())),
    index('audit_entry_changes_of')
      .on(sql.raw(systemIn('"body"')), sql.raw(doneIn('"body"')), t.id)
      .where(sql.raw(mayBeChange())),
    // How often the glass was broken, whatever the requests say of it now.
    index('audit_entry_glass').on(t.at).where(sql`kind = 'review.opened'`),
    // What people look for: by time, by who did it, and by the system, of which the first entry of a chain tells.
    index('audit_entry_time').on(t.at, t.id),
    index('audit_entry_actor').on(sql.raw(actorIn('"body"')), t.at, t.id),
    index('audit_entry_system')
      .on(sql.raw(systemIn('"body"')), t.chain)
      .where(sql`seq = 1`),
    // Runs of an action, whatever their rows say of it now.
    index('audit_entry_action')
      .on(sql.raw(actionIn('"body"')))
      .where(sql`kind = 'run.queued'`),
  ],
);

/** Committed entries that no checkpoint covers yet. The sequencer takes rows from here, never by id order. */
export const auditPending = pgTable('audit_pending', {
  entryId: bigint('entry_id', { mode: 'number' }).primaryKey(),
});

/** Append-only: the position of each entry in the Merkle tree. */
export const auditLeaf = pgTable('audit_leaf', {
  index: bigint({ mode: 'number' }).primaryKey(),
  entryId: bigint('entry_id', { mode: 'number' }).notNull().unique(),
  hash: text().notNull(),
});

/**
 * Append-only: the roots of the perfect subtrees of 256, 65536, … leaves (heights 8, 16, …). With them a proof
 * reads at most 255 hashes a level instead of the whole tree.
 */
export const auditSubtree = pgTable(
  'audit_subtree',
  {
    height: smallint().notNull(),
    index: bigint({ mode: 'number' }).notNull(),
    hash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.height, t.index] })],
);

/** Append-only: signed tree heads, in C2SP checkpoint form, and the right edge needed to grow the tree. */
export const auditCheckpoint = pgTable('audit_checkpoint', {
  size: bigint({ mode: 'number' }).primaryKey(),
  root: text().notNull(),
  note: text().notNull(),
  /** The roots of the perfect subtrees that make up the tree, largest first, one after the other. */
  edge: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});
