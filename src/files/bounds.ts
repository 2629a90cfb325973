import { realpath } from 'node:fs/promises';
import { leadsInto } from './leads-into.ts';

/** Whether a path is one of some folders or lies below it, links followed. @param place where it really is */
export async function isBelowAny(place: string, folders: readonly string[]): Promise<boolean> {
  // A folder that is not there holds nothing.
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  return real.some((folder) => leadsInto(folder, place));
}
