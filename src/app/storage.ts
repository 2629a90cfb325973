import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import type { DatabaseConfig } from '../config/config.ts';
import { onDisk, tryRoom } from '../config/disk.ts';
import { OpsError } from '../errors.ts';
import type { BossStorage } from '../jobs/wake-queue.ts';
import type { Database } from '../store/database.ts';
import { lockFolder } from '../store/lock-file.ts';
import { migrate } from '../store/migrate.ts';
import type { OnStatement } from '../store/postgres.ts';
import { unreachable } from '../store/unreachable.ts';

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
 */
export async function openStorage(
  config: DatabaseConfig,
  clock: Clock,
  onStatement?: OnStatement,
): Promise<Storage> {
  const storage = await open(config, clock, onStatement);
  try {
    if (config.url === null)
      await onDisk(config.folder, 'The embedded database was not brought up to date.', () =>
        migrate(storage.db),
      );
    else await migrate(storage.db);
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

async function open(
  { url, folder }: DatabaseConfig,
  clock: Clock,
  onStatement?: OnStatement,
): Promise<Storage> {
  if (url !== null) return server(url.reveal(), clock, onStatement);
  return onDisk(folder, 'The embedded database was not opened.', () => embedded(folder, clock));
}

async function server(url: string, clock: Clock, onStatement?: OnStatement): Promise<Storage> {
  const { openPostgres } = await import('../store/postgres.ts');
  const { refusePooler } = await import('../store/pooler.ts');
  await refusePooler(url).catch((error: unknown) => {
    throw error instanceof OpsError ? error : unreachable(url, error);
  });
  const db = openPostgres(url, clock, onStatement === undefined ? {} : { onStatement });
  return { db, boss: { engine: 'postgres', url }, exclusive: false, close: () => db.close() };
}

/** What the embedded database writes when it is made, in pieces of 16 MiB. */
const PIECES_OF_A_NEW_ONE = 3;

async function embedded(folder: string, clock: Clock): Promise<Storage> {
  const lock = await lockFolder(`${folder}.lock`);
  try {
    await tryRoom(dirname(folder), existsSync(folder) ? 1 : PIECES_OF_A_NEW_ONE);
    const { openPglite } = await import('../store/pglite.ts');
    const db = await openPglite(folder, clock);
    return {
      db,
      boss: { engine: 'pglite' },
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
