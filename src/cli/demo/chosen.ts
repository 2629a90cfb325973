import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { OpsError } from '../../errors.ts';

/** What stands for every system of the demo. */
const ALL = 'all';

/**
 * The systems that somebody named behind `npm start --`; without a name the first one of the settings.
 * @throws OpsError when one is not in the settings
 */
export function chosenSystems(
  names: readonly string[],
  { systems }: Pick<Config, 'systems'>,
): readonly string[] {
  const known = Object.keys(systems);
  if (names.includes(ALL)) return known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names.length > 0 ? [...new Set(names)] : known.slice(0, 1);
  throw new OpsError({
    code: 'demo.unknown-system',
    what: 'The demo was not started.',
    why: `There is no simulated system '${unknown}'.`,
    next: `Name one or more of ${known.join(', ')}, or ${ALL}: npm start -- ${known.at(-1) ?? ALL}`,
  });
}

/**
 * The settings with these systems alone: their runbooks, and no channel that is named after another one (`ops-<system>`).
 * @param runbooks a folder with theirs alone
 */
export function onlyChosen(config: Config, chosen: readonly string[], runbooks: string): Config {
  const others = Object.keys(config.systems).filter((name) => !chosen.includes(name));
  const isOthers = (channel: string) => others.some((name) => channel.endsWith(`-${name}`));
  return {
    ...config,
    runbooks,
    systems: pick(config.systems, (name) => chosen.includes(name)),
    channels: pick(config.channels, (name) => !isOthers(name)),
  };
}

/** A folder with links to the runbooks of these systems alone: what is edited in the checkout is read again. */
export function linkRunbooks({ home, runbooks }: Config, chosen: readonly string[]): string {
  const folder = join(home, 'demo', 'runbooks');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of chosen) symlinkSync(join(runbooks, name), join(folder, name));
  return folder;
}

function pick<Value>(
  record: Readonly<Record<string, Value>>,
  keeps: (name: string) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keeps(name)));
}
