// The unit upgrade-manager: `node service.ts` answers HTTP and migrates accounts until it is told to stop.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import type { Sql } from 'postgres';
import { listen } from '../../kit/server.ts';
import { api } from './api.ts';
import { connect } from './database.ts';
import { checkoutOf } from './host.ts';
import { migrateSome } from './migration.ts';
import { openPlant } from './store.ts';

const TICK_MS = 300;
/** Of a few seconds, until the database takes no more. */
const LEAKED_AT_ONCE = 5;
const MOST_LEAKED = 27;

const plant = openPlant(process.env.UPGRADE_PLANT_STATE ?? '');
/** What it runs with until it is started anew, whatever becomes of the file. */
const settings = parseEnv(readFileSync(checkoutOf(plant.folder).env, 'utf8'));
const sql = connect(settings.DATABASE_URL ?? '');
const leaked: Sql[] = [];
const stopping = new AbortController();
const log = (line: string) => console.log(`${plant.now().toISOString()} ${line}`);

async function leak(): Promise<void> {
  for (let count = 0; count < LEAKED_AT_ONCE && leaked.length < MOST_LEAKED; count += 1) {
    const forgotten = connect(settings.DATABASE_URL ?? '', 'upgrade-manager (forgotten)');
    leaked.push(forgotten);
    await forgotten`select 1`;
  }
}

async function tick(): Promise<void> {
  const { faults } = plant.read();
  if (faults.includes('api-crash')) throw new Error('out of memory');
  if (faults.includes('connections-leak')) await leak();
  if (faults.includes('errors')) log('ERROR request failed: upstream timed out');
  await migrateSome(sql, plant);
}

async function main(): Promise<void> {
  if (plant.read().faults.includes('api-crash')) throw new Error('out of memory');
  const server = await listen(api(plant, sql), Number(process.env.PORT));
  log(`INFO upgrade-manager is up for ${settings.PROGRAM_ID} at ${settings.RPC_URL}`);
  while (!stopping.signal.aborted) {
    // Without its database it goes on, and says so.
    await tick().catch((error: Error) => {
      if (error.message === 'out of memory') throw error;
      log(`ERROR ${error.message}`);
    });
    await sleep(TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  log('INFO upgrade-manager stops');
  await server.stop();
}

process.once('SIGTERM', () => stopping.abort());
// The pipe ends with the supervisor, even by kill -9.
process.stdin.once('end', () => process.exit(1)).resume();
await main().catch((error: Error) => {
  // Whoever waits for its first line must not take this for it.
  console.error(`${plant.now().toISOString()} FATAL ${error.message}`);
  process.exit(1);
});
process.exit(0);
