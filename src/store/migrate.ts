import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { OpsError } from '../errors.ts';
import { projectRoot } from '../files/project-root.ts';
import type { Database, Reader } from './database.ts';
import { rowsOf } from './rows.ts';

const FOLDER = join(projectRoot, 'drizzle');
// Any constant works; it only has to be ours alone in the database.
const LOCK = 0x6b_65_79_74;
// A large table may be rewritten, and another process may be doing it while this one waits.
const PATIENCE_MS = 15 * 60_000;

/**
 * Brings the schema up to date. Everything happens in one transaction under an advisory lock, so that several
 * processes may start at once: the first migrates, the others wait and find nothing to do. A schema that is up
 * to date is only read, so that a role without the right to change it can start too.
 * @returns how many migrations were applied.
 * @throws OpsError when the database was made by a version whose migrations are not ours.
 */
export async function migrate(database: Database, folder = FOLDER): Promise<number> {
  if ((await database.read((reader) => pendingMigrations(reader, folder))) === 0) return 0;
  return database.transact(
    async (tx) => {
      await tx.orm.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
      await tx.orm.execute(
        sql`create table if not exists keyturn_migration (hash text primary key, at timestamptz not null default now())`,
      );
      const due = await dueMigrations(tx, folder);
      for (const migration of due) {
        for (const statement of migration.sql) await tx.orm.execute(sql.raw(statement));
        await tx.orm.execute(sql`insert into keyturn_migration (hash) values (${migration.hash})`);
      }
      return due.length;
    },
    { patienceMs: PATIENCE_MS },
  );
}

/** How many migrations this version has that the database has not seen. Changes nothing. */
export async function pendingMigrations(reader: Reader, folder = FOLDER): Promise<number> {
  return (await dueMigrations(reader, folder)).length;
}

async function dueMigrations(reader: Reader, folder: string): Promise<readonly MigrationMeta[]> {
  const ours = readMigrationFiles({ migrationsFolder: folder });
  const [table] = await rowsOf<{ present: boolean }>(
    reader,
    sql`select to_regclass('keyturn_migration') is not null as present`,
  );
  if (table?.present !== true) return ours;
  const rows = await rowsOf<{ hash: string }>(reader, sql`select hash from keyturn_migration`);
  const applied = new Set(rows.map((row) => row.hash));
  const due = ours.filter((migration) => !applied.has(migration.hash));
  const isOurs = applied.size + due.length === ours.length;
  // A newer schema is served: it only adds. But what neither knows the other's migrations fits nobody.
  if (due.length > 0 && !isOurs) throw otherSchema();
  return due;
}

function otherSchema(): OpsError {
  return new OpsError({
    code: 'database.other-schema',
    what: 'The database was not opened.',
    why: 'Another version of Keyturn made it, and this one does not know how to bring its schema up to date.',
    next: 'Start the version that made it, or give this one an empty database (another KEYTURN_HOME or DATABASE_URL).',
  });
}
