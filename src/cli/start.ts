import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { main } from '../main.ts';
import { settings } from './settings.ts';

export async function start(env: Environment): Promise<void> {
  await main({ config: await settings(env), clock: systemClock });
}
