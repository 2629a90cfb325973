import { realpath } from 'node:fs/promises';
import { leadsInto } from './leads-into.ts';
import { lookAt } from './looks.ts';

/** Whether a path is one of some folders or lies below it, links followed. @param place where it really is */
export async function isBelowAny(place: string, folders: readonly string[]): Promise<boolean> {
  const real = await Promise.all(folders.map(realOf));
  return real.some((folder) => leadsInto(folder, place));
}

/** A folder that is not there holds nothing. Where it does not answer its name counts: a place that has no link in it lies below no other. */
function realOf(folder: string): Promise<string> {
  return lookAt(folder, () => realpath(folder)).catch(() => folder);
}
