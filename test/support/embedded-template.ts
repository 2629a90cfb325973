import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { systemClock } from '../../src/clock.ts';
import { projectRoot } from '../../src/files/project-root.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPglite } from '../../src/store/pglite.ts';

// To make a database takes seconds of a processor; to copy one that was made takes a fifth of that, and there are
// hundreds of tests that begin with an empty one.

/** An embedded database in memory, migrated, with nothing in it. */
export async function emptyEmbedded(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: new Blob([readFileSync(await template('memory'))]) });
}

/** Lays the files of an empty, migrated embedded database into a folder that does not exist yet. */
export async function layEmptyEmbedded(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  cpSync(await template('folder'), folder, { recursive: true });
}

/** A template is made by whoever needs it first, and kept for as long as migrations and packages stay the same. */
async function template(kind: keyof typeof makers): Promise<string> {
  const path = join(tmpdir(), `keyturn-template-${version()}-${kind}`);
  if (existsSync(path)) return path;
  const mine = `${path}-${randomUUID()}`;
  await makers[kind](mine);
  try {
    renameSync(mine, path);
  } catch (error) {
    // Somebody else was faster: a folder is not renamed onto a full one.
    if (!existsSync(path)) throw error;
  }
  return path;
}

const makers = {
  async memory(path: string) {
    const database = await openPglite(undefined, systemClock);
    await migrate(database);
    const dump = await database.client.dumpDataDir('none');
    await database.close();
    writeFileSync(path, Buffer.from(await dump.arrayBuffer()));
  },
  async folder(path: string) {
    const database = await openPglite(path, systemClock);
    await migrate(database);
    await database.close();
  },
};

function version(): string {
  const hash = createHash('sha256').update(readFileSync(join(projectRoot, 'package-lock.json')));
  const migrations = join(projectRoot, 'drizzle');
  for (const name of readdirSync(migrations).sort())
    if (name.endsWith('.sql')) hash.update(name).update(readFileSync(join(migrations, name)));
  return hash.digest('hex').slice(0, 16);
}
