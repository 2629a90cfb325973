import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { main } from '../main.ts';
import { readSettings, settings } from './settings.ts';

export async function start(env: Environment): Promise<void> {
  const readAgain = () => readSettings(env);
  await main({ config: await settings(env), clock: systemClock, readSettings: readAgain });
}
