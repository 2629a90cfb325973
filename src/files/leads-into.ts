import { isAbsolute, relative } from 'node:path';

/** Whether a path is a folder or lies below it, by its name. Names that merely begin with points, such as `..data`, lead nowhere else. */
export function leadsInto(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
