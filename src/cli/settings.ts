import { writtenPolicy } from '../approval/policy.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';

/** The settings as every command reads them. @throws OpsError that lists every problem. */
export function settings(env: Environment): Promise<Config> {
  return loadConfig({ env, cwd: process.cwd(), policy: writtenPolicy });
}
