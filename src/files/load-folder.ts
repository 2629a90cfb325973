import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A module of a folder: where it stands and what it exports as default. */
export interface LoadedModule {
  readonly file: string;
  readonly value: unknown;
}

/**
 * Imports every module of one folder (not of folders below) in order of name. Adding a file is all it takes
 * to add a command, a button or a step kind. The bundler replaces calls of this function by a fixed list.
 * @throws Error when a module has no default export.
 */
export async function loadFolder(folder: URL): Promise<readonly LoadedModule[]> {
  const names = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    names.map(async (file) => {
      const module = (await import(new URL(file, folder).href)) as { default?: unknown };
      if (module.default === undefined) throw new Error(`${file} has no default export`);
      return { file, value: module.default };
    }),
  );
}
