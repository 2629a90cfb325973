import { openStorage } from '../app/storage.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { createWakeQueue } from '../jobs/wake-queue.ts';
import { createLog } from '../log.ts';
import { settings } from './settings.ts';

/** Migrates and ends: for deployments where the program itself runs with fewer rights. */
export async function migrateDatabase(env: Environment): Promise<void> {
  const config = await settings(env);
  const storage = await openStorage(config.database, systemClock);
  try {
    // The queue of wake-ups keeps a schema of its own, which it brings up to date when it starts.
    const wakeUps = createWakeQueue(storage.boss, createLog(config.logLevel, [], process.stdout));
    await wakeUps.start();
    await wakeUps.stop();
  } finally {
    await storage.close();
  }
  console.log('The schema is up to date.');
}
