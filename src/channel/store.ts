import { and, asc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { clockNow } from '../store/clock.ts';
import type { Reader, Tx } from '../store/database.ts';
import type { StoredOpening, StoredSite } from './opening.ts';
import { channelOpening, channelSite } from './table.ts';

export type NewOpening = Omit<StoredOpening, 'sites'> & { readonly key: string };
export type NewSite = Pick<StoredSite, 'platform' | 'workspace'>;

/** @returns false when the key has an opening already. */
export async function insertOpening(
  tx: Tx,
  opening: NewOpening,
  sites: readonly NewSite[],
): Promise<boolean> {
  const rows = await tx.orm
    .insert(channelOpening)
    .values({ ...opening, leaseUntil: opening.openedAt })
    .onConflictDoNothing()
    .returning({ id: channelOpening.id });
  if (rows.length === 0) return false;
  await tx.orm.insert(channelSite).values(
    sites.map((site) => ({
      ...site,
      opening: opening.id,
      state: 'waiting' as const,
      pinned: false,
      troubles: [],
    })),
  );
  return true;
}

export async function idOfKey(reader: Reader, key: string): Promise<string | undefined> {
  const [row] = await reader.orm
    .select({ id: channelOpening.id })
    .from(channelOpening)
    .where(eq(channelOpening.key, key));
  return row?.id;
}

export async function readOpening(reader: Reader, id: string): Promise<StoredOpening | undefined> {
  const [row] = await reader.orm.select().from(channelOpening).where(eq(channelOpening.id, id));
  if (row === undefined) return undefined;
  const sites = await reader.orm
    .select()
    .from(channelSite)
    .where(eq(channelSite.opening, id))
    .orderBy(asc(channelSite.platform), asc(channelSite.workspace));
  const { name, about, private: isPrivate, openedBy, openedAt, people } = row;
  return { id, name, about, private: isPrivate, openedBy, openedAt, people, sites };
}

/** A channel as its platform names it. */
export interface Spot {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
}

/** Whether a channel was opened here, whatever it is called now. */
export async function isOpenedHere(reader: Reader, { platform, workspace, channel }: Spot): Promise<boolean> {
  const rows = await reader.orm
    .select({ opening: channelSite.opening })
    .from(channelSite)
    .where(
      and(
        sql`${channelSite.platform} = ${platform}`,
        eq(channelSite.workspaceId, workspace),
        eq(channelSite.channel, channel),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Nobody else works on it until then. @returns false when somebody does, or nothing is left to do. */
export async function claimOpening(
  tx: Tx,
  id: string,
  lease: string,
  now: Date,
  until: Date,
): Promise<boolean> {
  const rows = await tx.orm
    .update(channelOpening)
    .set({ lease, leaseUntil: until })
    .where(
      and(
        eq(channelOpening.id, id),
        isNull(channelOpening.doneAt),
        or(isNull(channelOpening.lease), lte(channelOpening.leaseUntil, now)),
      ),
    )
    .returning({ id: channelOpening.id });
  return rows.length > 0;
}

/** Keeps the opening for `leaseMs` from now, unless the lease was lost. */
export async function renewOpening(
  reader: Reader,
  id: string,
  lease: string,
  leaseMs: number,
): Promise<void> {
  await reader.orm
    .update(channelOpening)
    .set({ leaseUntil: sql`${clockNow(reader)} + ${leaseMs}::float8 * interval '1 ms'` })
    .where(and(eq(channelOpening.id, id), eq(channelOpening.lease, lease)));
}

/** Locks the opening for the rest of the transaction. @returns false when the lease was lost. */
export async function holdLease(tx: Tx, id: string, lease: string): Promise<boolean> {
  const rows = await tx.orm
    .select({ id: channelOpening.id })
    .from(channelOpening)
    .where(and(eq(channelOpening.id, id), eq(channelOpening.lease, lease)))
    .for('update');
  return rows.length > 0;
}

export async function saveSite(
  tx: Tx,
  opening: string,
  { platform, workspace }: Pick<StoredSite, 'platform' | 'workspace'>,
  change: Partial<Omit<StoredSite, 'platform' | 'workspace'>>,
): Promise<void> {
  await tx.orm
    .update(channelSite)
    .set(change)
    .where(
      and(
        eq(channelSite.opening, opening),
        eq(channelSite.platform, platform),
        eq(channelSite.workspace, workspace),
      ),
    );
}

export async function finishOpening(tx: Tx, id: string, lease: string, at: Date): Promise<void> {
  await tx.orm
    .update(channelOpening)
    .set({ doneAt: at, lease: null, leaseUntil: null })
    .where(and(eq(channelOpening.id, id), eq(channelOpening.lease, lease)));
}

/** Whatever did not work waits again. @returns false while somebody works on it. */
export async function reopen(tx: Tx, id: string, at: Date): Promise<boolean> {
  const rows = await tx.orm
    .update(channelOpening)
    .set({ doneAt: null, leaseUntil: at })
    .where(and(eq(channelOpening.id, id), isNotNull(channelOpening.doneAt)))
    .returning({ id: channelOpening.id });
  if (rows.length === 0) return false;
  await tx.orm
    .update(channelSite)
    .set({ state: 'waiting' })
    .where(
      and(
        eq(channelSite.opening, id),
        or(
          eq(channelSite.state, 'failed'),
          isNotNull(channelSite.cardTrouble),
          sql`jsonb_array_length(${channelSite.troubles}) > 0`,
        ),
      ),
    );
  return true;
}

/** Openings that a process left unfinished. */
export async function leftOpenings(reader: Reader, now: Date, limit: number): Promise<readonly string[]> {
  const rows = await reader.orm
    .select({ id: channelOpening.id })
    .from(channelOpening)
    .where(and(isNull(channelOpening.doneAt), lte(channelOpening.leaseUntil, now)))
    .orderBy(asc(channelOpening.leaseUntil))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Nobody is working on any opening any more. */
export async function releaseOpenings(tx: Tx): Promise<void> {
  const now = await tx.now();
  await tx.orm
    .update(channelOpening)
    .set({ lease: null, leaseUntil: now })
    .where(isNull(channelOpening.doneAt));
}
