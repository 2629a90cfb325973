import * as z from 'zod';
import { allowedDestination, allowedPlace } from '../../files/allowed-place.ts';
import { listFiles } from '../../files/listing.ts';
import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { copy, copyInput, discard, place, prepare, standing, targetInput } from './place.ts';
import { prune, pruneInput } from './prune.ts';
import { rotate, rotateInput } from './rotate.ts';
import { checksum } from './sum.ts';

/**
 * Files on the host that Keyturn runs on, below the folders that the settings of the step's system name.
 * @param writable absolute folders, by the system, as they are at that moment
 */
export function createFile(writable: (system: string) => readonly string[]): Integration {
  return defineIntegration({
    id: 'file',
    summary:
      'Lists, deletes, rotates, copies and compares files, each change at once and never over another file.',
    operations: {
      list: defineOperation({
        input: z.strictObject({ folder: z.string() }),
        run: async ({ folder }, io) =>
          io.aside(async () => {
            const files = await listFiles(await allowedPlace(folder, writable(io.system)));
            return files.map(({ name }) => name);
          }),
      }),
      // What a program reads and fills must be allowed as well; the program itself does not ask.
      checkSource: defineOperation({
        input: z.strictObject({ path: z.string() }),
        run: async ({ path }, io) => io.aside(() => allowedPlace(path, writable(io.system))),
      }),
      checkTarget: defineOperation({
        input: z.strictObject({ path: z.string() }),
        run: async ({ path }, io) => io.aside(() => allowedDestination(path, writable(io.system))),
      }),
      checksum: defineOperation({
        input: z.strictObject({ path: z.string() }),
        run: async ({ path }, io) => {
          const found = await io.aside(() => allowedPlace(path, writable(io.system)));
          return { ...(await checksum(found, io)), path: found };
        },
      }),
      prepare: defineOperation({
        input: targetInput,
        run: (input, io) => prepare(input, writable(io.system), io),
      }),
      place: defineOperation({
        input: targetInput,
        run: async (input, io) => ({ ...(await place(input, writable(io.system), io)) }),
      }),
      discard: defineOperation({
        input: targetInput,
        run: (input, io) => discard(input, writable(io.system), io),
      }),
      copy: defineOperation({
        input: copyInput,
        run: async (input, io) => ({ ...(await copy(input, writable(io.system), io)) }),
      }),
      standing: defineOperation({
        input: targetInput,
        run: (input, io) => standing(input, writable(io.system), io),
      }),
      prune: defineOperation({
        input: pruneInput,
        run: async (input, io) => ({ ...(await prune(input, writable(io.system), io)) }),
      }),
      rotate: defineOperation({
        input: rotateInput,
        run: (input, io) => rotate(input, writable(io.system), io),
      }),
    },
  });
}
