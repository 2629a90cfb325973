import { and, asc, count, desc, eq, gt, inArray, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm';
import { aboutOf, dataOf } from '../../../audit/about.ts';
import { auditEntry } from '../../../audit/table.ts';
import { inWords } from '../../../audit/words.ts';
import { newId } from '../../../ids.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { inHiddenChannel } from './channels/store.ts';
import type { LogSubject } from './log-view.ts';
import type { Cause, Message, MessageBody } from './message.ts';
import { consoleFile, consoleMessage, consoleReaction, consoleRead, consoleRevision } from './table.ts';

/** A message to be written; `file` only with a text body. */
export interface NewMessage {
  readonly key: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly author: string | null;
  readonly onlyFor: string | null;
  readonly cause?: Cause;
  readonly body: MessageBody;
  readonly file?: { readonly name: string; readonly content: string };
}

/** Takes the next revision and holds the lock on it until the transaction ends. */
async function nextRevision(tx: Tx): Promise<number> {
  const [row] = await tx.orm
    .insert(consoleRevision)
    .values({ id: 1, rev: 1 })
    .onConflictDoUpdate({ target: consoleRevision.id, set: { rev: sql`${consoleRevision.rev} + 1` } })
    .returning({ rev: consoleRevision.rev });
  if (!row) throw new Error('the revision row is missing');
  return row.rev;
}

/** The last revision that was committed; 0 before the first message. */
export async function currentRevision(reader: Reader): Promise<number> {
  const [row] = await reader.orm.select({ rev: consoleRevision.rev }).from(consoleRevision);
  return row?.rev ?? 0;
}

/**
 * Writes a message unless its key has one already.
 * @returns the message's id, new or old.
 */
export async function insertMessage(tx: Tx, message: NewMessage): Promise<string> {
  const rev = await nextRevision(tx);
  const [standing] = await tx.orm
    .select({ id: consoleMessage.id })
    .from(consoleMessage)
    .where(eq(consoleMessage.key, message.key));
  if (standing) return standing.id;
  const id = newId('msg');
  await tx.orm.insert(consoleMessage).values({
    id,
    key: message.key,
    channel: message.channel,
    thread: message.thread,
    author: message.author,
    onlyFor: message.onlyFor,
    causedBy: message.cause?.persona ?? null,
    cause: message.cause?.text ?? null,
    body: JSON.stringify(message.body),
    seq: rev,
    rev,
    at: await tx.now(),
  });
  if (message.file) {
    const { name, content } = message.file;
    await tx.orm
      .insert(consoleFile)
      .values({ message: id, name, bytes: Buffer.byteLength(content), content: JSON.stringify(content) });
  }
  // The message above shows how many replies it has: that is a change of it as well.
  if (message.thread !== null) await touch(tx, message.thread);
  return id;
}

/** Replaces a card; what caused it stays. @returns false when the message is gone. */
export async function updateBody(tx: Tx, id: string, body: MessageBody): Promise<boolean> {
  const rev = await nextRevision(tx);
  const rows = await tx.orm
    .update(consoleMessage)
    .set({ body: JSON.stringify(body), rev, editedAt: await tx.now() })
    .where(and(eq(consoleMessage.id, id), isNull(consoleMessage.deletedAt)))
    .returning({ id: consoleMessage.id });
  return rows.length > 0;
}

/** Those of some messages that stand. */
export async function standingOf(reader: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await reader.orm
    .select({ id: consoleMessage.id })
    .from(consoleMessage)
    .where(and(inArray(consoleMessage.id, [...ids]), isNull(consoleMessage.deletedAt)));
  return new Set(rows.map(({ id }) => id));
}

export async function markDeleted(tx: Tx, id: string): Promise<void> {
  const rev = await nextRevision(tx);
  await tx.orm
    .update(consoleMessage)
    .set({ rev, deletedAt: await tx.now() })
    .where(and(eq(consoleMessage.id, id), isNull(consoleMessage.deletedAt)));
}

/** Adds or removes one reaction; doing it twice changes nothing more. */
export async function setReaction(
  tx: Tx,
  reaction: { message: string; emoji: string; persona: string },
  added: boolean,
): Promise<void> {
  const rev = await touch(tx, reaction.message);
  if (added) {
    await tx.orm
      .insert(consoleReaction)
      .values({ ...reaction, rev })
      .onConflictDoNothing();
    return;
  }
  await tx.orm
    .delete(consoleReaction)
    .where(
      and(
        eq(consoleReaction.message, reaction.message),
        eq(consoleReaction.emoji, reaction.emoji),
        eq(consoleReaction.persona, reaction.persona),
      ),
    );
}

async function touch(tx: Tx, id: string): Promise<number> {
  const rev = await nextRevision(tx);
  await tx.orm.update(consoleMessage).set({ rev }).where(eq(consoleMessage.id, id));
  return rev;
}

/**
 * A reader's view: quiet messages of others, and private channels without them, do not exist for them. `null` sees
 * everything.
 */
export type Viewer = string | null;

function visibleTo(viewer: Viewer): SQL | undefined {
  if (viewer === null) return undefined;
  return and(
    or(isNull(consoleMessage.onlyFor), eq(consoleMessage.onlyFor, viewer)),
    not(inHiddenChannel(viewer)),
  );
}

export async function findMessage(reader: Reader, id: string, viewer: Viewer): Promise<Message | undefined> {
  const rows = await select(reader, and(eq(consoleMessage.id, id), visibleTo(viewer)), 'oldest', 1);
  return (await complete(reader, rows, viewer))[0];
}

/** The newest `limit` messages of a channel before `before`, oldest first, without replies and deleted ones. */
export async function channelPage(
  reader: Reader,
  channel: string,
  viewer: Viewer,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<readonly Message[]> {
  const where = and(
    eq(consoleMessage.channel, channel),
    isNull(consoleMessage.thread),
    isNull(consoleMessage.deletedAt),
    lt(consoleMessage.seq, before),
    visibleTo(viewer),
  );
  const rows = await select(reader, where, 'newest', limit);
  return complete(reader, rows.reverse(), viewer);
}

/** The newest {@link MANY} replies under a message, oldest first. */
export async function threadReplies(
  reader: Reader,
  root: string,
  viewer: Viewer,
): Promise<readonly Message[]> {
  const where = and(eq(consoleMessage.thread, root), isNull(consoleMessage.deletedAt), visibleTo(viewer));
  const rows = await select(reader, where, 'newest', MANY);
  return complete(reader, rows.reverse(), viewer);
}

/** What changed after a revision, in order of change, deleted messages included. */
export async function changedAfter(
  reader: Reader,
  rev: number,
  viewer: Viewer,
  limit: number,
): Promise<readonly Message[]> {
  const where = and(gt(consoleMessage.rev, rev), visibleTo(viewer));
  const rows = await select(reader, where, 'changed', limit);
  return complete(reader, rows, viewer);
}

const MANY = 1000;

async function select(
  reader: Reader,
  where: SQL | undefined,
  order: 'newest' | 'oldest' | 'changed',
  limit: number,
): Promise<(typeof consoleMessage.$inferSelect)[]> {
  const by = {
    newest: desc(consoleMessage.seq),
    oldest: asc(consoleMessage.seq),
    changed: asc(consoleMessage.rev),
  };
  return reader.orm.select().from(consoleMessage).where(where).orderBy(by[order]).limit(limit);
}

/** Adds reactions, reply counts and file names with one query each. */
async function complete(
  reader: Reader,
  rows: readonly (typeof consoleMessage.$inferSelect)[],
  viewer: Viewer,
): Promise<readonly Message[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const reactions = await reader.orm
    .select()
    .from(consoleReaction)
    .where(inArray(consoleReaction.message, ids))
    .orderBy(asc(consoleReaction.rev));
  const replies = await reader.orm
    .select({ thread: consoleMessage.thread, replies: count() })
    .from(consoleMessage)
    .where(and(inArray(consoleMessage.thread, ids), isNull(consoleMessage.deletedAt), visibleTo(viewer)))
    .groupBy(consoleMessage.thread);
  const files = await reader.orm
    .select({ message: consoleFile.message, name: consoleFile.name, bytes: consoleFile.bytes })
    .from(consoleFile)
    .where(inArray(consoleFile.message, ids));
  const repliesOf = new Map(replies.map((row) => [row.thread, row.replies]));
  const fileOf = new Map(files.map(({ message, ...file }) => [message, file]));
  return rows.map(({ key: _key, body, causedBy, cause, pinnedAt: _pinnedAt, ...row }) => ({
    ...row,
    cause: causedBy === null || cause === null ? null : { persona: causedBy, text: cause },
    body: JSON.parse(body) as MessageBody,
    reactions: grouped(reactions.filter((reaction) => reaction.message === row.id)),
    replies: repliesOf.get(row.id) ?? 0,
    file: fileOf.get(row.id) ?? null,
  }));
}

function grouped(rows: readonly { emoji: string; persona: string }[]): Message['reactions'] {
  const personas = new Map<string, string[]>();
  for (const { emoji, persona } of rows) personas.set(emoji, [...(personas.get(emoji) ?? []), persona]);
  return [...personas].map(([emoji, list]) => ({ emoji, personas: list }));
}

export async function readFileContent(
  reader: Reader,
  message: string,
): Promise<{ name: string; content: string } | undefined> {
  const [row] = await reader.orm.select().from(consoleFile).where(eq(consoleFile.message, message));
  return row && { name: row.name, content: JSON.parse(row.content) as string };
}

/** Remembers how far a persona has read; never moves backwards. */
export async function markRead(tx: Tx, persona: string, channel: string, seq: number): Promise<void> {
  await tx.orm
    .insert(consoleRead)
    .values({ persona, channel, seq })
    .onConflictDoUpdate({
      target: [consoleRead.persona, consoleRead.channel],
      set: { seq: sql`greatest(${consoleRead.seq}, excluded.seq)` },
    });
}

/**
 * For each channel with messages: how far the persona has read, how many messages of others came since (replies only where
 * they call the persona), and how many of those do, up to the revision `upTo`.
 */
export async function unread(
  reader: Reader,
  persona: string,
  upTo: number,
): Promise<ReadonlyMap<string, { readSeq: number; unread: number; called: number }>> {
  const seen = sql<number>`coalesce(${consoleRead.seq}, 0)`.mapWith(Number);
  const isNew = sql`${consoleMessage.seq} > ${seen} and ${consoleMessage.seq} <= ${upTo}
    and ${consoleMessage.author} is distinct from ${persona}`;
  const isTop = sql`${consoleMessage.thread} is null`;
  // Inside of what people wrote its quotes would be escaped.
  const calls = sql`${consoleMessage.body} like ${`%"calls":[%"id":"${persona}"%`}`;
  const news = sql<number>`count(*) filter (where ${isNew} and (${isTop} or ${calls}))`.mapWith(Number);
  const called = sql<number>`count(*) filter (where ${isNew} and ${calls})`.mapWith(Number);
  const rows = await reader.orm
    .select({ channel: consoleMessage.channel, readSeq: seen, unread: news, called })
    .from(consoleMessage)
    .leftJoin(
      consoleRead,
      and(eq(consoleRead.channel, consoleMessage.channel), eq(consoleRead.persona, persona)),
    )
    .where(and(isNull(consoleMessage.deletedAt), visibleTo(persona)))
    .groupBy(consoleMessage.channel, consoleRead.seq);
  return new Map(rows.map(({ channel, ...counts }) => [channel, counts]));
}

// Enough to find a page of subjects without counting a log of a million entries.
const LATEST_ENTRIES = 2000;

/** The chains that the latest entries of the log belong to, the most recently written first. */
export async function recentChains(reader: Reader, limit: number): Promise<readonly LogSubject[]> {
  const rows = await reader.orm
    .select({
      subject: auditEntry.chain,
      entries: auditEntry.seq,
      lastKind: auditEntry.kind,
      // Only the end of a run is told by more than its kind; other bodies may be whole plans.
      lastBody: sql<
        string | null
      >`case when ${auditEntry.kind} in ('run.succeeded', 'run.failed', 'run.cancelled') then ${auditEntry.body} end`,
      lastAt: auditEntry.at,
    })
    .from(auditEntry)
    .orderBy(desc(auditEntry.id))
    .limit(LATEST_ENTRIES);
  const latest = new Map<string, Omit<LogSubject, 'about'>>();
  for (const { lastKind, lastBody, ...row } of rows)
    if (!latest.has(row.subject))
      latest.set(row.subject, { ...row, last: inWords(lastKind, lastBody === null ? {} : dataOf(lastBody)) });
  const shown = [...latest.values()].slice(0, limit);
  const about = await beginnings(
    reader,
    shown.map(({ subject }) => subject),
  );
  return shown.map((one) => ({ ...one, about: about.get(one.subject) ?? null }));
}

/** What each chain is about, as its first entry says it. */
async function beginnings(
  reader: Reader,
  chains: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  if (chains.length === 0) return new Map();
  const rows = await reader.orm
    .select({ chain: auditEntry.chain, body: auditEntry.body })
    .from(auditEntry)
    .where(and(inArray(auditEntry.chain, [...chains]), eq(auditEntry.seq, 1)));
  return new Map(rows.map(({ chain, body }) => [chain, aboutOf(chain, body)]));
}
