import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.ts';

/** The settings that hold now. A reload puts others in their place. */
export interface LiveSettings {
  /** A view that always shows what holds now: who reads a section when it is needed follows a reload. */
  readonly config: Config;
  replace(next: Config): void;
}

/** What is read once, when the program is put together. */
const AT_START = [
  'file',
  'home',
  'environment',
  'production',
  'runbooks',
  'platforms',
  'log',
  'totpKey',
  'database',
  'http',
  'health',
  'logLevel',
] as const satisfies readonly (keyof Config)[];
const TIMING_AT_START = [
  'leaseMs',
  'cardIntervalMs',
  'checkpointIntervalMs',
] as const satisfies readonly (keyof Config['timing'])[];
export function liveSettings(first: Config): LiveSettings {
  let current = first;
  const section = (key: keyof Config) => [key, { enumerable: true, get: () => current[key] }] as const;
  const keys = Object.keys(first) as (keyof Config)[];
  return {
    config: Object.defineProperties({}, Object.fromEntries(keys.map(section))) as Config,
    replace(next) {
      current = next;
    },
  };
}

/** What a reload would do. */
export interface SettingsChange {
  /** The new settings, with what only a restart can change as it was. */
  readonly config: Config;
  /** What takes effect at once, e.g. `people` or `systems.shop`. */
  readonly changed: readonly string[];
  /** What differs as well, but waits for a restart. */
  readonly needsRestart: readonly string[];
}

export function settingsChange(before: Config, after: Config): SettingsChange {
  const sections = sectionsAtStart(before);
  const platforms = withPersonas(before.platforms, after.platforms);
  const fixed = new Set<string>([...sections, ...TIMING_AT_START.map((key) => `timing.${key}`)]);
  const differing = differences(before, after);
  return {
    config: {
      ...after,
      ...pick(before, sections),
      platforms,
      timing: { ...after.timing, ...pick(before.timing, TIMING_AT_START) },
    },
    changed: differing.filter((path) => !fixed.has(path)).map(written),
    needsRestart: differing.filter((path) => fixed.has(path)).map(written),
  };
}

/** Platforms are connected once; whom the console can act as are people, and follow a reload like all others. */
function withPersonas(before: Config['platforms'], after: Config['platforms']): Config['platforms'] {
  if (before.console === null || after.console === null) return before;
  return { ...before, console: { ...before.console, personas: after.console.personas } };
}

/** What of the platforms differs: their personas, and anything else. */
function platformDifferences(before: Config['platforms'], after: Config['platforms']): readonly string[] {
  const between = withPersonas(before, after);
  return [
    ...(isDeepStrictEqual(before, between) ? [] : ['platforms.console.personas']),
    ...(isDeepStrictEqual(between, after) ? [] : ['platforms']),
  ];
}

/** The console makes its channels when it starts; chat platforms have theirs anyway. */
function sectionsAtStart({ platforms }: Config): readonly (keyof Config)[] {
  return platforms.console === null ? AT_START : [...AT_START, 'channels'];
}

function differences(before: Config, after: Config): readonly string[] {
  return (Object.keys(after) as (keyof Config)[]).flatMap((key) => {
    if (key === 'platforms') return platformDifferences(before.platforms, after.platforms);
    if (key !== 'systems' && key !== 'timing' && key !== 'policies')
      return isDeepStrictEqual(before[key], after[key]) ? [] : [key];
    const [old, now]: Record<string, unknown>[] = [{ ...before[key] }, { ...after[key] }];
    const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
    return [...names]
      .filter((name) => !isDeepStrictEqual(old?.[name], now?.[name]))
      .map((name) => `${key}.${name}`);
  });
}

/** As it is called in keyturn.yaml. */
function written(path: string): string {
  return path.startsWith('timing.') ? path.replace(/Ms$/, '') : path;
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
