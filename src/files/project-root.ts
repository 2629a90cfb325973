import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds package.json, drizzle/ and runbooks/: the same whether the program runs from its
 * sources or from the bundle.
 */
export const projectRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'drizzle'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('cannot find the folder that holds package.json and drizzle/');
  return findRoot(parent);
}
