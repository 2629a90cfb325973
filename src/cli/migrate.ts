import { openStorage } from '../app/storage.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { settings } from './settings.ts';

/** Migrates and ends: for deployments where the program itself runs with fewer rights. */
export async function migrateDatabase(env: Environment): Promise<void> {
  const config = await settings(env);
  const storage = await openStorage(config.database, systemClock);
  await storage.close();
  console.log('The schema is up to date.');
}
