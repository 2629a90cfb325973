import { existsSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { DatabaseConfig } from '../config/config.ts';
import { OpsError } from '../errors.ts';
import type { BossStorage } from '../jobs/wake-queue.ts';
import type { Database } from '../store/database.ts';
import { lockFolder } from '../store/lock-file.ts';
import { migrate } from '../store/migrate.ts';

export interface Storage {
  readonly db: Database;
  readonly boss: BossStorage;
  /** True when no other process can be using the database. */
  readonly exclusive: boolean;
  close(): Promise<void>;
}

/**
 * Opens the database of the settings and applies the migrations that are due. The engine that is not used is not
 * even loaded.
 * @throws OpsError `database.in-use` when another process has the embedded database.
 */
export async function openStorage(config: DatabaseConfig, clock: Clock): Promise<Storage> {
  const storage = await open(config, clock);
  try {
    await migrate(storage.db);
    return storage;
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/**
 * Opens the database as it is: nothing is made or migrated.
 * @throws OpsError `database.absent` when the embedded one was never started, and `database.in-use`.
 */
export async function openExistingStorage(config: DatabaseConfig, clock: Clock): Promise<Storage> {
  if (config.url !== null || existsSync(config.folder)) return open(config, clock);
  throw new OpsError({
    code: 'database.absent',
    what: `There is no embedded database in ${config.folder} yet.`,
    why: 'It is made by the first start.',
    next: 'The first start makes it; set DATABASE_URL to use a Postgres instead.',
  });
}

async function open({ url, folder }: DatabaseConfig, clock: Clock): Promise<Storage> {
  return url === null ? embedded(folder, clock) : server(url.reveal(), clock);
}

async function server(url: string, clock: Clock): Promise<Storage> {
  const { openPostgres } = await import('../store/postgres.ts');
  const db = openPostgres(url, clock);
  return { db, boss: { engine: 'postgres', url }, exclusive: false, close: () => db.close() };
}

async function embedded(folder: string, clock: Clock): Promise<Storage> {
  const lock = await lockFolder(`${folder}.lock`);
  try {
    const { openPglite } = await import('../store/pglite.ts');
    const db = await openPglite(folder, clock);
    return {
      db,
      boss: { engine: 'pglite', client: db.client },
      exclusive: true,
      async close() {
        await db.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
