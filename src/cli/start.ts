import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { serveHealth } from '../http/health.ts';
import { main } from '../main.ts';
import { readSettings, settings } from './settings.ts';

/** The bot as a supervisor runs it, with `/livez` and `/readyz` on HEALTH_ADDR. */
export async function start(env: Environment): Promise<void> {
  const config = await settings(env);
  const app = await main({ config, clock: systemClock, readSettings: () => readSettings(env) });
  await serveHealth(config.health.host, config.health.port, app.problems);
}
