import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { main } from '../main.ts';
import { readSettings, settings } from './settings.ts';

/** The bot as a supervisor runs it, with `/livez` and `/readyz` on HEALTH_ADDR. */
export async function start(env: Environment): Promise<void> {
  const config = await settings(env);
  const { health } = config;
  await main({ config, clock: systemClock, readSettings: () => readSettings(env), health });
}
