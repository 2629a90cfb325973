import { basename, extname } from 'node:path';
import { dotenv } from './dotenv/dotenv.ts';
import type { Format } from './format.ts';
import { json } from './json.ts';
import { toml } from './toml/toml.ts';
import { yaml } from './yaml.ts';

export const FORMAT_NAMES = ['dotenv', 'yaml', 'json', 'toml'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export const FORMATS: Readonly<Record<FormatName, Format>> = { dotenv, yaml, json, toml };

const BY_ENDING: Readonly<Record<string, FormatName>> = {
  '.env': 'dotenv',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.json': 'json',
  '.jsonc': 'json',
  '.toml': 'toml',
};

/** The format that the name of a file tells: `.env`, `.env.production`, `app.yaml`. Undefined where it tells none. */
export function formatByName(path: string): FormatName | undefined {
  const name = basename(path);
  if (name === '.env' || name.startsWith('.env.')) return 'dotenv';
  return BY_ENDING[extname(name).toLowerCase()];
}
