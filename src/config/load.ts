import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf, OpsError } from '../errors.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';
import { type ConfigResult, parseConfig } from './parse.ts';
import { configError } from './problem.ts';
import type { PolicySchema } from './schema/file.ts';

const DEFAULT_FILE = 'keyturn.yaml';

export interface ConfigSource {
  readonly env: Environment;
  readonly cwd: string;
  /** Schema of a written approval policy; without it policies are taken as they are. */
  readonly policy?: PolicySchema;
}

/**
 * Reads the settings: the file that KEYTURN_CONFIG names, or `keyturn.yaml` in the current folder, or none.
 * @throws OpsError when the file that KEYTURN_CONFIG names cannot be read.
 */
export async function readConfig({ env, cwd, policy }: ConfigSource): Promise<ConfigResult> {
  const given = env.KEYTURN_CONFIG;
  const path = resolve(cwd, given || DEFAULT_FILE);
  const text = await readText(path, Boolean(given));
  const file = text === undefined ? null : path;
  return parseConfig({ text: text ?? '', file, env, cwd, ...(policy && { policy }) });
}

/** As {@link readConfig}. @throws OpsError `config.invalid` that lists every problem. */
export async function loadConfig(source: ConfigSource): Promise<Config> {
  const result = await readConfig(source);
  if (!result.ok) throw configError(result.problems);
  return result.config;
}

async function readText(path: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OpsError(
      {
        code: 'config.unreadable',
        what: `The settings file ${path} cannot be read.`,
        why: `${messageOf(error)}.`,
        next: required ? 'Correct KEYTURN_CONFIG, or unset it.' : 'Make it readable for this user.',
      },
      { cause: error },
    );
  }
}
