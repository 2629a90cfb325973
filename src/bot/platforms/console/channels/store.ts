import { and, asc, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../../../store/database.ts';
import { consoleMessage } from '../table.ts';
import { consoleChannel, consoleMember } from './table.ts';

export type OpenedChannel = typeof consoleChannel.$inferSelect;

/** One opening at a time, until the transaction ends: names and keys are looked up before they are used. */
export async function lockOpenings(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended('console/channels', 0))`);
}

export async function channelOfKey(reader: Reader, key: string): Promise<OpenedChannel | undefined> {
  const [row] = await reader.orm.select().from(consoleChannel).where(eq(consoleChannel.key, key));
  return row;
}

export async function channelOfId(reader: Reader, id: string): Promise<OpenedChannel | undefined> {
  const [row] = await reader.orm.select().from(consoleChannel).where(eq(consoleChannel.id, id));
  return row;
}

export async function insertChannel(tx: Tx, channel: OpenedChannel): Promise<void> {
  await tx.orm.insert(consoleChannel).values(channel);
}

export async function updateTopic(tx: Tx, id: string, topic: string): Promise<void> {
  await tx.orm.update(consoleChannel).set({ topic }).where(eq(consoleChannel.id, id));
}

/** Keeps the time of the first archiving. */
export async function archiveChannel(tx: Tx, id: string): Promise<void> {
  await tx.orm
    .update(consoleChannel)
    .set({ archivedAt: await tx.now() })
    .where(and(eq(consoleChannel.id, id), isNull(consoleChannel.archivedAt)));
}

export async function addMembers(tx: Tx, channel: string, personas: readonly string[]): Promise<void> {
  if (personas.length === 0) return;
  await tx.orm
    .insert(consoleMember)
    .values(personas.map((persona) => ({ channel, persona })))
    .onConflictDoNothing();
}

/** Opened channels that a persona sees, in the order in which they were opened. Without one: the public ones. */
export async function channelsSeenBy(
  reader: Reader,
  persona: string | undefined,
): Promise<readonly OpenedChannel[]> {
  return reader.orm
    .select()
    .from(consoleChannel)
    .where(
      or(
        eq(consoleChannel.private, false),
        persona === undefined ? sql`false` : isMember(sql`${consoleChannel.id}`, persona),
      ),
    )
    .orderBy(asc(consoleChannel.openedAt), asc(consoleChannel.id));
}

/** Where a message is whose channel a persona does not see. */
export function inHiddenChannel(persona: string): SQL {
  return sql`exists (select 1 from ${consoleChannel}
    where ${consoleChannel.id} = ${consoleMessage.channel} and ${consoleChannel.private}
    and not ${isMember(sql`${consoleChannel.id}`, persona)})`;
}

/** Pinned messages of all channels, the first pinned first. */
export async function pinnedMessages(
  reader: Reader,
): Promise<readonly { readonly id: string; readonly channel: string; readonly body: string }[]> {
  return reader.orm
    .select({ id: consoleMessage.id, channel: consoleMessage.channel, body: consoleMessage.body })
    .from(consoleMessage)
    .where(and(isNotNull(consoleMessage.pinnedAt), isNull(consoleMessage.deletedAt)))
    .orderBy(asc(consoleMessage.pinnedAt));
}

/** Keeps the time of the first pinning. @returns false when there is no such message. */
export async function pinMessage(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.orm
    .update(consoleMessage)
    .set({
      pinnedAt: sql`coalesce(${consoleMessage.pinnedAt}, ${(await tx.now()).toISOString()}::timestamptz)`,
    })
    .where(and(eq(consoleMessage.id, id), isNull(consoleMessage.deletedAt)))
    .returning({ id: consoleMessage.id });
  return rows.length > 0;
}

function isMember(channel: SQL, persona: string): SQL {
  return sql`exists (select 1 from ${consoleMember}
    where ${consoleMember.channel} = ${channel} and ${consoleMember.persona} = ${persona})`;
}
