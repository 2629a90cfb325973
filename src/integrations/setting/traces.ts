import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { besideFile } from '../../files/beside.ts';

/**
 * What an attempt of a step leaves beside the file that it changes. It is written in this order, and the last of them takes the file's
 * place: so whoever finds them knows, whatever the file says by now, whether that has happened. Each attempt has names of its own:
 * one that lost its run, and does not know it yet, takes nothing away from the one that went on.
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

/** What all attempts of a step have left. */
export interface Left {
  readonly standing: Standing;
  /** What the file was before it was replaced; null: it was not. */
  readonly copy: string | null;
  readonly traces: readonly Traces[];
}

/** @param path where the file really is */
export function tracesOf(path: string, run: string, step: string, attempt: number): Traces {
  return namesFrom(`${besideFile(path, run, step)}.${attempt}`);
}

function namesFrom(begin: string): Traces {
  return { next: `${begin}.new`, part: `${begin}.part`, copy: `${begin}.bak` };
}

/** @param path where the file really is */
export function leftBy(path: string, run: string, step: string): Left {
  const begin = besideFile(path, run, step);
  const own = `${basename(begin)}.`;
  const attempts = readdirSync(dirname(path)).flatMap((name) =>
    name.startsWith(own) ? (/^(\d+)\.(?:new|part|bak)$/.exec(name.slice(own.length))?.[1] ?? []) : [],
  );
  const traces = [...new Set(attempts)].map((attempt) => namesFrom(`${begin}.${attempt}`));
  const copied = traces.filter(({ copy }) => existsSync(copy));
  const copy = copied.find(({ next }) => !existsSync(next))?.copy ?? null;
  if (copy !== null) return { standing: 'replaced', copy, traces };
  return { standing: copied.length > 0 ? 'prepared' : 'untouched', copy, traces };
}

/** Takes away what an attempt left that replaced nothing; the copy first, so that nobody takes the rest for a replacement. */
export function sweep({ next, part, copy }: Traces): void {
  for (const path of [copy, part, next]) rmSync(path, { force: true });
}
