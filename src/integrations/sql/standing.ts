import { type Access, addressOf } from './access.ts';
import { inTransaction } from './transaction.ts';

const CHANGEABLE = `select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
and pg_catalog.has_table_privilege(c.oid, 'insert, update, delete, truncate')`;

/**
 * How many tables of a database the role may change by which it is only to be asked.
 * @throws OpsError when it cannot be asked, as a query does.
 */
export async function changeableTables(
  databases: Readonly<Record<string, Access>>,
  database: string,
  signal: AbortSignal,
): Promise<number> {
  const address = addressOf(databases, database, 'read');
  const terms = { ...address, mode: 'read only', withinMs: 5_000, signal } as const;
  const { rows } = await inTransaction(terms, ({ statement }) => statement(CHANGEABLE));
  return Number(rows[0]?.[0]);
}
