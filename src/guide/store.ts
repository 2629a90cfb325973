import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../store/database.ts';
import type { Guide } from './guide.ts';
import type { GuideState } from './model/state.ts';
import type { Sheet } from './sheet/sheet.ts';
import { guide, guideWait } from './table.ts';

type Row = typeof guide.$inferSelect;

export async function insertGuide(tx: Tx, it: Guide, beginning: boolean): Promise<void> {
  const { id, sheet, state, startedBy, startedAt, place, parent } = it;
  await tx.orm.insert(guide).values({
    ...{ id, startedBy, startedAt, place, beginning },
    ref: sheet.ref,
    system: sheet.system,
    ...copiesOf(state),
    parent: parent?.guide ?? null,
    parentItem: parent?.item ?? null,
    sheet: JSON.stringify(sheet),
  });
}

/** Locks a guide for the rest of the transaction. */
export async function holdGuide(tx: Tx, id: string): Promise<Guide | undefined> {
  const [row] = await tx.orm.select().from(guide).where(eq(guide.id, id)).for('update');
  return row && guideOf(row);
}

export async function readGuides(reader: Reader, ids: readonly string[]): Promise<readonly Guide[]> {
  const rows = await reader.orm
    .select()
    .from(guide)
    .where(inArray(guide.id, [...ids]));
  return rows.map(guideOf);
}

export interface GuideFilter {
  readonly open?: boolean;
  readonly system?: string | undefined;
  readonly ref?: string;
  readonly limit: number;
}

/** The newest first. */
export async function listGuides(reader: Reader, filter: GuideFilter): Promise<readonly Guide[]> {
  const rows = await reader.orm
    .select()
    .from(guide)
    .where(
      and(
        filter.open === undefined ? undefined : sql`(${guide.phase} = 'open') = ${filter.open}`,
        filter.system === undefined ? undefined : eq(guide.system, filter.system),
        filter.ref === undefined ? undefined : eq(guide.ref, filter.ref),
      ),
    )
    .orderBy(desc(guide.startedAt), guide.id)
    .limit(filter.limit);
  return rows.map(guideOf);
}

export async function saveState(tx: Tx, id: string, state: GuideState): Promise<void> {
  await tx.orm.update(guide).set(copiesOf(state)).where(eq(guide.id, id));
}

/** What waits for something is found by it. */
export async function awaitFor(tx: Tx, id: string, begun: string, awaited = begun): Promise<void> {
  await tx.orm.insert(guideWait).values({ awaited, begun, guide: id }).onConflictDoNothing();
}

export async function forgetWait(tx: Tx, begun: string): Promise<void> {
  await tx.orm.delete(guideWait).where(eq(guideWait.begun, begun));
}

export async function forgetWaitsOf(tx: Tx, id: string): Promise<void> {
  await tx.orm.delete(guideWait).where(eq(guideWait.guide, id));
}

/** Guides that wait for any of these, in the order of their ids. */
export async function waitingFor(
  reader: Reader,
  subjects: readonly string[],
): Promise<readonly (typeof guideWait.$inferSelect)[]> {
  return reader.orm
    .select()
    .from(guideWait)
    .where(inArray(guideWait.awaited, [...subjects]))
    .orderBy(guideWait.guide, guideWait.awaited);
}

/** Guides of which not all has begun that begins with them, though there was time for it. */
export async function beginningGuides(
  reader: Reader,
  startedBefore: Date,
  limit: number,
): Promise<readonly string[]> {
  const rows = await reader.orm
    .select({ id: guide.id })
    .from(guide)
    .where(and(eq(guide.beginning, true), lte(guide.startedAt, startedBefore)))
    .orderBy(guide.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

export async function isBeginning(reader: Reader, id: string): Promise<boolean> {
  const rows = await reader.orm
    .select({ id: guide.id })
    .from(guide)
    .where(and(eq(guide.id, id), eq(guide.beginning, true)));
  return rows.length > 0;
}

export async function endBeginning(tx: Tx, id: string): Promise<void> {
  await tx.orm.update(guide).set({ beginning: false }).where(eq(guide.id, id));
}

/** A row as it stands, to be compared with the log. */
export interface GuideRow {
  readonly id: string;
  readonly ref: string;
  readonly phase: string;
  readonly owner: string;
  readonly startedBy: string;
  readonly sheet: string;
  readonly state: string;
}

export async function readGuideRows(reader: Reader, ids: readonly string[]): Promise<readonly GuideRow[]> {
  return reader.orm
    .select()
    .from(guide)
    .where(inArray(guide.id, [...ids]));
}

/** Guides of whose chains the log has no entry, by id, after the given one. */
export async function unloggedGuides(
  reader: Reader,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await reader.orm
    .select({ id: guide.id })
    .from(guide)
    .where(
      sql`${guide.id} > ${after} and not exists (select 1 from audit_entry e where e.chain = 'guide/' || ${guide.id})`,
    )
    .orderBy(guide.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

function copiesOf(state: GuideState): Pick<Row, 'phase' | 'owner' | 'state'> {
  return { phase: state.phase, owner: state.owner, state: JSON.stringify(state) };
}

function guideOf({ id, sheet, state, startedBy, startedAt, place, parent, parentItem }: Row): Guide {
  return {
    ...{ id, startedBy, startedAt, place },
    sheet: JSON.parse(sheet) as Sheet,
    state: JSON.parse(state) as GuideState,
    parent: parent === null || parentItem === null ? null : { guide: parent, item: parentItem },
  };
}
