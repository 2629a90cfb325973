import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from './database.ts';
import { slot } from './prepare.ts';

/**
 * What {@link Reader.now} answers, inside a prepared statement: deadlines are written and compared without a statement
 * that only asks for the time. A subquery, so that it is read once and an index can be used. Its slot is filled by {@link clockOf}.
 */
export const databaseClock: SQL = sql`(select clock_timestamp() + ${slot('offsetMs')}::float8 * interval '1 ms')`;

export function clockOf({ offsetMs }: Pick<Reader, 'offsetMs'>): { readonly offsetMs: number } {
  return { offsetMs };
}

/** The same for a statement that is put together when it is sent. */
export function clockNow({ offsetMs }: Pick<Reader, 'offsetMs'>): SQL {
  return sql`(select clock_timestamp() + ${offsetMs}::float8 * interval '1 ms')`;
}
