import { sql } from 'drizzle-orm';
import type { Reader } from '../store/database.ts';
import { rowsOf } from '../store/rows.ts';

/** Which of these tables lack an enabled trigger that refuses changes, or one that refuses TRUNCATE. */
export async function unguardedTables(reader: Reader, tables: readonly string[]): Promise<readonly string[]> {
  const rows = await rowsOf<{ table: string; trigger: string }>(
    reader,
    sql`select c.relname as table, t.tgname as trigger from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where t.tgname in ('append_only', 'append_only_truncate') and t.tgenabled in ('O', 'A')`,
  );
  const present = new Set(rows.map((row) => `${row.table} ${row.trigger}`));
  return tables.filter(
    (table) => !present.has(`${table} append_only`) || !present.has(`${table} append_only_truncate`),
  );
}

export interface Privileges {
  readonly user: string;
  readonly superuser: boolean;
  /** Of the given tables, those that this user owns, and so could alter. */
  readonly owned: readonly string[];
  /** Of the given tables, those where this user may update, delete or truncate. */
  readonly writable: readonly string[];
}

export async function readPrivileges(reader: Reader, tables: readonly string[]): Promise<Privileges> {
  const [user] = await rowsOf<{ name: string; superuser: boolean }>(
    reader,
    sql`select rolname as name, rolsuper as superuser from pg_roles where rolname = current_user`,
  );
  const rows = await rowsOf<{ table: string; owned: boolean; writable: boolean }>(
    reader,
    sql`select c.relname as table, pg_has_role(c.relowner, 'USAGE') as owned,
          has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') as writable
        from pg_class c where c.relkind = 'r' and pg_table_is_visible(c.oid)`,
  );
  const mine = rows.filter((row) => tables.includes(row.table));
  return {
    user: user?.name ?? 'unknown',
    superuser: user?.superuser ?? false,
    owned: mine.filter((row) => row.owned).map((row) => row.table),
    writable: mine.filter((row) => row.writable).map((row) => row.table),
  };
}
