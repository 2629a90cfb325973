import { resolve } from 'node:path';
import { messageOf } from '../errors.ts';
import { NoRegularFile, readRegular } from '../files/regular-file.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';
import { type ConfigResult, parseConfig } from './parse.ts';
import { type ConfigProblem, configError } from './problem.ts';
import type { PolicySchema } from './schema/file.ts';

const DEFAULT_FILE = 'keyturn.yaml';

export interface ConfigSource {
  readonly env: Environment;
  readonly cwd: string;
  /** Schema of a written approval policy; without it policies are taken as they are. */
  readonly policy?: PolicySchema;
}

/**
 * Reads the settings: the file that KEYTURN_CONFIG names, or `keyturn.yaml` in the current folder, or none. A
 * file that cannot be read is a problem like any other.
 */
export async function readConfig({ env, cwd, policy }: ConfigSource): Promise<ConfigResult> {
  const given = env.KEYTURN_CONFIG;
  const path = resolve(cwd, given || DEFAULT_FILE);
  let text: Uint8Array | undefined;
  try {
    text = await readRegular(path);
  } catch (error) {
    if (given || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
      return { ok: false, problems: [unreadable(path, error, Boolean(given))] };
    }
  }
  const file = text === undefined ? null : path;
  return parseConfig({ text: text ?? '', file, env, cwd, ...(policy && { policy }) });
}

/** As {@link readConfig}. @throws OpsError `config.invalid` that lists every problem. */
export async function loadConfig(source: ConfigSource): Promise<Config> {
  const result = await readConfig(source);
  if (!result.ok) throw configError(result.problems);
  return result.config;
}

function unreadable(file: string, error: unknown, named: boolean): ConfigProblem {
  return {
    path: named ? 'KEYTURN_CONFIG' : file,
    place: undefined,
    message: `The settings file cannot be read: ${error instanceof NoRegularFile ? `it is ${error.kind}` : messageOf(error)}.`,
    suggestion: named ? 'Correct KEYTURN_CONFIG, or unset it.' : 'Put a file there that this user can read.',
  };
}
