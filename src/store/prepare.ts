import { fillPlaceholders, getTableColumns, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import type { Reader } from './database.ts';

/** A named hole in a prepared statement. */
export function slot(name: string): Placeholder {
  return sql.placeholder(name);
}

/**
 * A statement whose text is made once, for hot paths: Drizzle otherwise puts the same text together at every
 * call. Values go into its {@link slot}s; the columns of a row come as the driver has them, numbers of type
 * bigint and timestamps possibly as text.
 */
export function prepare<Row = Record<string, unknown>>(
  statement: SQL,
): (handle: Reader, values: Record<string, unknown>) => Promise<readonly Row[]> {
  const { sql: text, params } = new PgDialect().sqlToQuery(statement);
  return async (handle, values) =>
    (await handle.run(text, fillPlaceholders(params, values))) as readonly Row[];
}

/**
 * The same for a statement that answers whole rows of `table`: each column is read by its type.
 * @param statement is given the columns by their names: a column that a newer version adds must not change what a text that
 *   the server has prepared answers.
 */
export function prepareRows<T extends PgTable>(
  table: T,
  statement: (columns: SQL) => SQL,
): (handle: Reader, values: Record<string, unknown>) => Promise<readonly T['$inferSelect'][]> {
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([, { name }]) => sql.identifier(name));
  const send = prepare(statement(sql.join(names, sql`, `)));
  const read = (row: Record<string, unknown>): T['$inferSelect'] =>
    Object.fromEntries(
      columns.map(([key, column]) => {
        const value = row[column.name];
        return [key, value === null ? null : column.mapFromDriverValue(value)];
      }),
    );
  return async (handle, values) => (await send(handle, values)).map(read);
}
