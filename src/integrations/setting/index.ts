import type { Json } from '../../canonical.ts';
import { FORMATS } from '../../setting-file/formats.ts';
import { openSettingFile } from '../../setting-file/open.ts';
import { shownScalar } from '../../setting-file/shown.ts';
import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { type ReadInput, readInput, restoreInput, standingInput, writeInput } from './input.ts';
import { restore } from './restore.ts';
import { leftBy } from './traces.ts';
import { type Demanded, write } from './write.ts';

/**
 * Files of settings on the host that Keyturn runs on, below the folders that the settings of the step's system name.
 * @param writable absolute folders, by the system, as they are at that moment
 * @param demanded judges a value that is known here only by what the runbook says of it
 */
export function createSetting(
  writable: (system: string) => readonly string[],
  demanded: Demanded,
): Integration {
  return defineIntegration({
    id: 'setting',
    summary: 'Reads and changes single values of dotenv, YAML, JSON and TOML files, each change at once.',
    operations: {
      read: defineOperation({
        input: readInput,
        run: (input, io) => io.aside(() => read(input, writable(io.system))),
      }),
      write: defineOperation({
        input: writeInput,
        run: (input, io) => write(input, writable(io.system), demanded, io),
      }),
      restore: defineOperation({
        input: restoreInput,
        run: (input, io) => restore(input, writable(io.system), io),
      }),
      standing: defineOperation({
        input: standingInput,
        run: async ({ file, run, step }, io) => {
          const { path } = await io.aside(() => openSettingFile(file, writable(io.system)));
          return leftBy(path, run, step).standing;
        },
      }),
    },
  });
}

async function read({ file, format, keys }: ReadInput, folders: readonly string[]): Promise<Json> {
  const { path, text, sha256 } = await openSettingFile(file, folders);
  const values = keys.map(({ name, key, secret }) => [
    name,
    shownScalar(path, key, FORMATS[format].find(text, key), secret),
  ]);
  return { path, sha256, values: Object.fromEntries(values) };
}
