import { eq } from 'drizzle-orm';
import type { Reader, Tx } from '../../store/database.ts';
import { totp } from './table.ts';
import type { Enrolment } from './totp.ts';

export async function findEnrolment(reader: Reader, principal: string): Promise<Enrolment | undefined> {
  const [row] = await reader.orm.select().from(totp).where(eq(totp.principal, principal));
  return row;
}

/** A new secret that no code has proved yet; one that was never proved either is replaced. */
export async function saveEnrolment(tx: Tx, principal: string, sealed: string, at: Date): Promise<void> {
  const set = { sealed, enrolledAt: at, confirmedAt: null, lastStep: 0 };
  await tx.orm
    .insert(totp)
    .values({ principal, ...set })
    .onConflictDoUpdate({ target: totp.principal, set });
}

export async function confirmEnrolment(tx: Tx, principal: string, at: Date): Promise<void> {
  await tx.orm.update(totp).set({ confirmedAt: at }).where(eq(totp.principal, principal));
}

export async function saveStep(tx: Tx, principal: string, lastStep: number): Promise<void> {
  await tx.orm.update(totp).set({ lastStep }).where(eq(totp.principal, principal));
}

export async function deleteEnrolment(tx: Tx, principal: string): Promise<void> {
  await tx.orm.delete(totp).where(eq(totp.principal, principal));
}
