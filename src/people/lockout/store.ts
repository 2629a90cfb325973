import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../../store/database.ts';
import type { Guesses } from './lockout.ts';
import { guesses } from './table.ts';

/** The guesses at one target, which nobody else can change until the transaction ends. */
export async function holdGuesses(tx: Tx, target: string): Promise<Guesses | undefined> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`guesses/${target}`}, 0))`);
  const [row] = await tx.orm.select().from(guesses).where(eq(guesses.target, target));
  return row;
}

export async function saveGuesses(tx: Tx, target: string, after: Guesses): Promise<void> {
  const { wrong, since, lockedUntil } = after;
  await tx.orm
    .insert(guesses)
    .values({ target, wrong, since, lockedUntil })
    .onConflictDoUpdate({ target: guesses.target, set: { wrong, since, lockedUntil } });
}

/** After a right guess. */
export async function forgetGuesses(tx: Tx, target: string): Promise<void> {
  await tx.orm.delete(guesses).where(eq(guesses.target, target));
}
