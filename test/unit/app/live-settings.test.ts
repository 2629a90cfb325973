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
