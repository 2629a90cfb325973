import { eq } from 'drizzle-orm';
import type { Reader, Tx } from '../../../store/database.ts';
import { editPace } from './table.ts';

const NEVER_USED = new Date(0);

/** When a whole burst of edits could be made again. */
export async function readFullAt(reader: Reader, home: string): Promise<Date> {
  const [row] = await reader.orm.select().from(editPace).where(eq(editPace.home, home));
  return row?.fullAt ?? NEVER_USED;
}

/** Same, and nobody else takes an edit of this workspace until the transaction ends. */
export async function lockFullAt(tx: Tx, home: string): Promise<Date> {
  const known = () => tx.orm.select().from(editPace).where(eq(editPace.home, home)).for('update');
  const [row] = await known();
  if (row !== undefined) return row.fullAt;
  await tx.orm.insert(editPace).values({ home, fullAt: NEVER_USED }).onConflictDoNothing();
  const [made] = await known();
  return made?.fullAt ?? NEVER_USED;
}

export async function writeFullAt(tx: Tx, home: string, fullAt: Date): Promise<void> {
  await tx.orm.update(editPace).set({ fullAt }).where(eq(editPace.home, home));
}
