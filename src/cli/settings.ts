import { writtenPolicy } from '../approval/policy.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { loadConfig, readConfig } from '../config/load.ts';
import type { ConfigResult } from '../config/parse.ts';

/** The settings as every command reads them. @throws OpsError that lists every problem. */
export function settings(env: Environment): Promise<Config> {
  return loadConfig(sourceOf(env));
}

/** The same without throwing: the settings, or what is wrong with them. */
export function readSettings(env: Environment): Promise<ConfigResult> {
  return readConfig(sourceOf(env));
}

function sourceOf(env: Environment) {
  return { env, cwd: process.cwd(), policy: writtenPolicy };
}
