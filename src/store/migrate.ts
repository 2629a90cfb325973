import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { projectRoot } from '../project-root.ts';
import type { Database } from './database.ts';

const FOLDER = join(projectRoot, 'drizzle');
// Any constant works; it only has to be ours alone in the database.
const LOCK = 0x6b_65_79_74;

/**
 * Brings the schema up to date. Everything happens in one transaction under an advisory lock, so that several
 * processes may start at once: the first migrates, the others wait and find nothing to do.
 * @returns how many migrations were applied.
 */
export async function migrate(database: Database, folder = FOLDER): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  return database.transact(async (tx) => {
    await tx.orm.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await tx.orm.execute(
      sql`create table if not exists keyturn_migration (hash text primary key, at timestamptz not null default now())`,
    );
    const rows = await tx.orm.execute<{ hash: string }>(sql`select hash from keyturn_migration`);
    const applied = new Set((rows as unknown as { hash: string }[]).map((row) => row.hash));
    const due = migrations.filter((migration) => !applied.has(migration.hash));
    for (const migration of due) {
      for (const statement of migration.sql) await tx.orm.execute(sql.raw(statement));
      await tx.orm.execute(sql`insert into keyturn_migration (hash) values (${migration.hash})`);
    }
    return due.length;
  });
}
