import type { Json } from '../../canonical.ts';
import { FORMATS } from '../../setting-file/formats.ts';
import { openSettingFile } from '../../setting-file/open.ts';
import { shownScalar } from '../../setting-file/shown.ts';
import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { type ReadInput, readInput, restoreInput, writeInput } from './input.ts';
import { restore } from './restore.ts';
import { standingOf, tracesOf } from './traces.ts';
import { type Written, write } from './write.ts';

/**
 * Files of settings on the host that Keyturn runs on, below the folders that the settings of the step's system name.
 * @param writable absolute folders, by the system, as they are at that moment
 */
export function createSetting(writable: (system: string) => readonly string[]): Integration {
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
        run: async (input, io) => asJson(await write(input, writable(io.system), io)),
      }),
      restore: defineOperation({
        input: restoreInput,
        run: async (input, io) => asJson(await restore(input, writable(io.system), io)),
      }),
      standing: defineOperation({
        input: writeInput.pick({ file: true, run: true, step: true }),
        run: async ({ file, run, step }, io) => {
          const { path } = await io.aside(() => openSettingFile(file, writable(io.system)));
          return standingOf(tracesOf(path, run, step));
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
  return { path, sha256, values: Object.fromEntries(values) as Json };
}

function asJson(written: Written): Json {
  return { ...written } as unknown as Json;
}
