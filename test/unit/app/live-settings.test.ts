import { expect, it } from 'vitest';
import { liveSettings, settingsChange } from '../../../src/app/live-settings.ts';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/parse.ts';

const PLATFORM = "platforms: { discord: { guild: '123456789012345678' } }\n";

function configOf(text: string): Config {
  const env = { DISCORD_TOKEN: 'token' };
  const result = parseConfig({ text: PLATFORM + text, env, file: '/x/keyturn.yaml', cwd: '/x' });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

it('shows what holds now to whoever keeps the view', () => {
  const live = liveSettings(configOf('people: { ana: { name: Ana } }'));
  const { config } = live;
  live.replace(configOf('people: { ben: { name: Ben } }'));
  expect(config.people.map((person) => person.id)).toEqual(['ben']);
  expect(Object.keys({ ...config })).toContain('people');
});

it('finds nothing different between the same settings read twice', () => {
  const text = 'people: { ana: { name: Ana } }\nsystems: { demo: { workdir: . } }';
  expect(settingsChange(configOf(text), configOf(text))).toMatchObject({ changed: [], needsRestart: [] });
});

it('names each system, policy and timing, and follows channels where no console made them', () => {
  const before = configOf('systems: { one: {}, two: {} }\ntiming: { cardInterval: 1s }');
  const after = configOf(
    "systems: { two: { workdir: /y }, six: {} }\ntiming: { cardInterval: 2s, drain: 1s }\nchannels: { ops: { discord: '323456789012345678' } }",
  );
  const { config, changed, needsRestart } = settingsChange(before, after);
  expect(changed.toSorted()).toEqual([
    'channels',
    'systems.one',
    'systems.six',
    'systems.two',
    'timing.drain',
  ]);
  expect(needsRestart).toEqual(['timing.cardInterval']);
  expect(config.timing).toMatchObject({ cardIntervalMs: 1_000, drainMs: 1_000 });
  expect(Object.keys(config.channels)).toEqual(['ops']);
});

it('lets whoever is added be acted as on the console at once, and waits with everything else of the platforms', () => {
  const written = (people: string, addr: string): Config => {
    const text = `platforms: { console: { addr: '${addr}' } }\npeople: { ${people} }`;
    const result = parseConfig({ text, env: {}, file: '/x/keyturn.yaml', cwd: '/x' });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.config;
  };
  const ana = 'ana: { name: Ana, accounts: { console: ana } }';
  const before = written(ana, '127.0.0.1:4310');
  const after = written(`${ana}, chen: { name: Chen, accounts: { console: chen } }`, '127.0.0.1:4310');
  const added = settingsChange(before, after);
  expect(added.config.platforms.console?.personas.map(({ id }) => id)).toEqual(['ana', 'chen']);
  expect(added.changed.toSorted()).toEqual(['people', 'platforms.console.personas']);
  expect(added.needsRestart).toEqual([]);
  const moved = settingsChange(before, written(ana, '127.0.0.1:4311'));
  expect(moved).toMatchObject({ changed: [], needsRestart: ['platforms'] });
  expect(moved.config.platforms.console?.addr).toEqual(before.platforms.console?.addr);
});
