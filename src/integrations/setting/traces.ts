import { existsSync, rmSync } from 'node:fs';
import { besideFile } from '../../files/beside.ts';

/**
 * What a step leaves beside the file that it changes. It is written in this order, and the last of them takes the file's place: so
 * whoever finds them knows, whatever the file says by now, whether that has happened.
 */
export interface Traces {
  /** What the file is to become. */
  readonly next: string;
  /** The beginning of the copy, until it is whole. */
  readonly part: string;
  /** What the file was. It stays. */
  readonly copy: string;
}

/** `untouched`: the file was not replaced, and nothing is ready for it. `prepared`: it was not, but could have been. */
export type Standing = 'untouched' | 'prepared' | 'replaced';

/** @param path where the file really is */
export function tracesOf(path: string, run: string, step: string): Traces {
  const begin = besideFile(path, run, step);
  return { next: `${begin}.new`, part: `${begin}.part`, copy: `${begin}.bak` };
}

export function standingOf({ next, copy }: Traces): Standing {
  if (!existsSync(copy)) return 'untouched';
  return existsSync(next) ? 'prepared' : 'replaced';
}

/** Takes away what an attempt left that replaced nothing; the copy first, so that nobody takes the rest for a replacement. */
export function sweep({ next, part, copy }: Traces): void {
  for (const path of [copy, part, next]) rmSync(path, { force: true });
}
