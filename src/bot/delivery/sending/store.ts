import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { DeliveryError } from '../../../chat/port.ts';
import { clockNow } from '../../../store/clock.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { card } from '../cards/table.ts';
import type { Dispatch } from '../claim.ts';
import { outbox } from '../outbox/table.ts';

/** A row that a worker has taken. Nothing is written of it under a token that is not the row's any more. */
export interface Lease {
  readonly id: number;
  readonly token: string;
}

type Sendable = typeof card | typeof outbox;

export function leaseOf({ row, token }: Dispatch): Lease {
  return { id: row.id, token };
}

/** Whether it is this row, and still the worker's own. */
export function isHeld({ id: key, lease }: Sendable, { id, token }: Lease): SQL | undefined {
  return and(eq(key, id), eq(lease, token));
}

/** Locks what was taken until the transaction ends. False when the lease was lost. */
export async function holdClaim(tx: Tx, claim: Dispatch): Promise<boolean> {
  const { table, held } = find(claim);
  return (await tx.orm.execute(sql`select 1 from ${table} where ${held} for update`)).length > 0;
}

/** Keeps what was taken for `leaseMs` from now. False when the lease was lost. */
export async function renewClaim(reader: Reader, claim: Dispatch, leaseMs: number): Promise<boolean> {
  const { table, held } = find(claim);
  const until = sql`${clockNow(reader)} + ${leaseMs}::float8 * interval '1 ms'`;
  const rows = await reader.orm.execute(
    sql`update ${table} set lease_until = ${until} where ${held} returning 1`,
  );
  return rows.length > 0;
}

/** Leaves to anybody what was taken and not sent; it was no attempt. */
export async function putBack(tx: Tx, claim: Dispatch): Promise<void> {
  const { table, held } = find(claim);
  await tx.orm.execute(
    sql`update ${table} set lease = null, lease_until = null, attempts = attempts - 1 where ${held}`,
  );
}

/** What is written down of an attempt that failed: one of which the platform took nothing uses up no try. */
export function afterFailure({ attempts }: Sendable, { message, isAttempt }: DeliveryError, nextAt: Date) {
  return {
    error: message,
    nextAt,
    lease: null,
    leaseUntil: null,
    ...(isAttempt ? {} : { attempts: sql`${attempts} - 1` }),
  };
}

function find(claim: Dispatch): { readonly table: Sendable; readonly held: SQL | undefined } {
  const table = claim.type === 'card' ? card : outbox;
  return { table, held: isHeld(table, leaseOf(claim)) };
}
