import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { declareCommands } from '../../../../../src/bot/platforms/discord/commands/declare.ts';
import { normalize } from '../../../../../src/bot/platforms/discord/commands/normalize.ts';
import { type Command, defineCommand, type Option } from '../../../../../src/commands/command.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { checkCommands } from '../../../../support/discord/check/commands.ts';
import { type DiscordHarness, discordHarness } from '../../../../support/discord/harness.ts';

const real = await allCommands();
const command = (path: string, options: readonly Option[] = []): Command =>
  defineCommand({
    path: path.split(' '),
    summary: `Does ${path}`,
    help: '',
    examples: [],
    options,
    run: async () => ({ type: 'none' }),
  });
const option = (name: string, more: Partial<Option> = {}): Option => ({
  name,
  type: 'text',
  description: `The ${name}`,
  required: false,
  ...more,
});

/** What Discord counts of a command: names, descriptions and values. */
function charactersOf(declared: unknown): number {
  const texts = JSON.stringify(declared).matchAll(/"(?:name|description|value)":"((?:[^"\\]|\\.)*)"/g);
  return [...texts].reduce((sum, [, text = '']) => sum + text.length, 0);
}

describe('declarations for Discord', () => {
  it('are taken by Discord for all commands that there are', () => {
    const declared = declareCommands(real);
    checkCommands(declared as never);
    expect(declared.map(({ name }) => name)).toEqual(['ops']);
  });

  it('have groups, typed options, choices and autocomplete', () => {
    const [twist] = declareCommands([
      command('twist health'),
      command('twist breaker reset', [
        option('count', { type: 'number' }),
        option('sure', { type: 'boolean' }),
        option('mode', { type: 'choice', choices: [{ value: 'a', label: 'A' }] }),
        option('who', { required: true, maxLength: 40 }),
        option('target', { complete: async () => [] }),
      ]),
    ]);
    checkCommands([twist] as never);
    expect(twist?.options).toMatchObject([
      { type: 1, name: 'health' },
      {
        type: 2,
        name: 'breaker',
        options: [
          {
            type: 1,
            name: 'reset',
            options: [
              { name: 'who', type: 3, required: true, max_length: 40 },
              { name: 'count', type: 3 },
              { name: 'sure', type: 5 },
              { name: 'mode', type: 3, choices: [{ name: 'A', value: 'a' }] },
              { name: 'target', type: 3, autocomplete: true },
            ],
          },
        ],
      },
    ]);
  });

  it.each([
    ['choices', 25, 2, 25],
    ['descriptions', 25, 10, 0],
    ['options', 25, 25, 25],
  ])(
    'say less where all of a command would be more than Discord takes: %s',
    (_what, words, fields, values) => {
      const choices = Array.from({ length: values }, (_, i) => ({
        value: `value ${i}`,
        label: `Value ${i}`,
      }));
      const options = Array.from({ length: fields }, (_, i) =>
        option(`option-number-${i}`, { description: 'd'.repeat(100), ...(values === 0 ? {} : { choices }) }),
      );
      const all = Array.from({ length: words }, (_, i) => command(`big command-${i}`, options));
      const [big, small] = declareCommands([...all, command('small one', options.slice(0, 1))]);
      expect(charactersOf(big)).toBeLessThanOrEqual(8_000);
      expect(big?.options).toHaveLength(words);
      checkCommands([big, small] as never);
      expect(small?.options).toMatchObject([{ options: [{ description: 'd'.repeat(100) }] }]);
    },
  );

  it('keep to the limits where a runbook does not', () => {
    const many = Array.from({ length: 40 }, (_, i) => command(`big c${i}`, [option('x'.repeat(50))]));
    const choices = Array.from({ length: 60 }, (_, i) => ({ value: `${i}`, label: `${i}` }));
    const options = Array.from({ length: 30 }, (_, i) => option(`Option ${i}`, { type: 'choice', choices }));
    checkCommands(declareCommands([...many, command('other one', options)]) as never);
  });

  it('differ only in what Keyturn decides', () => {
    const declared = declareCommands(real);
    const answered = declared.map((one) => ({
      ...one,
      id: '1',
      version: '2',
      nsfw: false,
      name_localizations: null,
    }));
    expect(normalize([...answered].reverse())).toBe(normalize(declared));
    expect(normalize(answered.map((one) => ({ ...one, description: 'x' })))).not.toBe(normalize(declared));
  });
});

describe('registration', () => {
  let harness: DiscordHarness;
  afterEach(() => harness.close());
  const puts = (): number => harness.discord.requests.filter(({ method }) => method === 'PUT').length;

  it('writes once, and again only when a runbook brought other commands', async () => {
    const commands = [...real];
    harness = await discordHarness({ commands, timing: { commandsEveryMs: 20 } });
    await harness.platform.start(scriptedReceiver());
    expect(puts()).toBe(1);
    await harness.restart(scriptedReceiver());
    await sleep(60);
    expect(puts()).toBe(1);
    commands.push(command('twist health'));
    await expect.poll(puts).toBe(2);
    await sleep(60);
    expect(puts()).toBe(2);
    expect([...harness.discord.state.commands.values()][0]?.map(({ name }) => name)).toEqual([
      'ops',
      'twist',
    ]);
  });

  it('hands options over under their own names', async () => {
    harness = await discordHarness({
      commands: [command('twist go', [option('maxLoss'), option('dry-run', { type: 'boolean' })])],
    });
    const receiver = scriptedReceiver();
    await harness.platform.start(receiver);
    const given = { maxloss: 'much', 'dry-run': 'true' };
    await harness.drive.command(harness.ana, harness.place, ['twist', 'go'], given);
    expect(receiver.inbound[0]).toMatchObject({ options: { maxLoss: 'much', 'dry-run': 'true' } });
  });

  it('is tried again when it failed, and does not keep the bot from starting', async () => {
    harness = await discordHarness({ commands: real, timing: { commandsEveryMs: 20 } });
    harness.discord.failNext('PUT', /commands$/, { type: 'status', status: 500 }, 2);
    await harness.platform.start(scriptedReceiver());
    const { commands, guild } = harness.discord.state;
    await expect.poll(() => commands.get(guild)?.length).toBe(1);
  });
});
