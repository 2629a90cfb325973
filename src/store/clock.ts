import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from './database.ts';
import { slot } from './prepare.ts';

/**
 * What {@link Reader.now} answers, inside a prepared statement: deadlines are written and compared without a statement
 * that only asks for the time. A subquery, so that it is read once and an index can be used. Its slot is filled by {@link clockOf}.
 */
export const databaseClock: SQL = sql`(select coalesce(${slot('given')}::timestamptz, clock_timestamp()))`;

export function clockOf({ given }: Pick<Reader, 'given'>): { readonly given: string | null } {
  return { given: given?.toISOString() ?? null };
}

/** The same for a statement that is put together when it is sent. */
export function clockNow(reader: Pick<Reader, 'given'>): SQL {
  return sql`(select coalesce(${clockOf(reader).given}::timestamptz, clock_timestamp()))`;
}
