import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { createBrake } from '../../../../../src/bot/platforms/discord/brake/brake.ts';
import { createPace } from '../../../../../src/bot/platforms/discord/brake/pace.ts';
import { removeLeftovers } from '../../../../../src/bot/platforms/discord/commands/leftovers.ts';
import { createDiscord } from '../../../../../src/bot/platforms/discord/discord.ts';
import { createRest } from '../../../../../src/bot/platforms/discord/rest.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../../support/discord/fake-discord.ts';
import { snowflake } from '../../../../support/discord/snowflake.ts';

const commands = await allCommands();
const log = pino({ level: 'silent' });

describe('commands that were registered for a setting that is no longer', () => {
  let discord: FakeDiscord;
  beforeEach(async () => {
    discord = await startFakeDiscord();
  });
  afterEach(() => discord.close());

  /** Starts with this setting, and stops again. */
  async function ran(guild: string | null): Promise<void> {
    const { token, apiUrl } = discord;
    const platform = createDiscord({
      token: new Secret(token),
      guild,
      apiUrl,
      commands: () => commands,
      log,
    });
    await platform.start(scriptedReceiver());
    await platform.stop();
  }

  /** Where commands are registered, and which. */
  const registered = () =>
    Object.fromEntries(
      [...discord.state.commands].flatMap(([where, all]) =>
        all.length === 0 ? [] : [[where, all.map(({ name }) => name)]],
      ),
    );
  const changes = () =>
    discord.requests.flatMap(({ method }) => (['PUT', 'DELETE', 'PATCH'].includes(method) ? [method] : []));

  it('are removed when one server is named instead of all', async () => {
    await ran(null);
    expect(registered()).toEqual({ global: ['ops'] });
    await ran(discord.state.guild);
    expect(registered()).toEqual({ global: ['ops'], [discord.state.guild]: ['ops'] });
    // What is left there is for direct messages alone.
    expect(discord.state.commands.get('global')).toMatchObject([{ contexts: [1] }]);
  });

  it('are removed when all are served instead of one', async () => {
    await ran(discord.state.guild);
    await ran(null);
    expect(registered()).toEqual({ global: ['ops'] });
  });

  it('cost nothing where there are none', async () => {
    await ran(discord.state.guild);
    await ran(discord.state.guild);
    expect(changes()).toEqual(['PUT']);
    expect(discord.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('are looked for in every server, also beyond the first page, and where the bot may not look', async () => {
    const { otherGuilds, commands: known } = discord.state;
    for (let at = 0; at < 230; at += 1) {
      const id = snowflake();
      otherGuilds.push({ id, name: `server ${at}`, closed: at === 101 });
      if (at % 50 === 0) known.set(id, [{ id: snowflake(), name: 'ops', type: 1 }]);
    }
    const { token, apiUrl } = discord;
    const brake = createBrake(log, undefined, undefined, createPace({ requests: 1_000 }));
    const rest = createRest({ token: new Secret(token), apiUrl, log, brake, perSecond: 1_000 });
    expect(await removeLeftovers({ rest, guild: null })).toBe(5);
    expect(registered()).toEqual({});
  });

  it('leave alone what is no chat command', async () => {
    discord.state.commands.set('global', [{ id: snowflake(), name: 'launch', type: 4 }]);
    await ran(discord.state.guild);
    expect(registered()).toMatchObject({ global: ['launch', 'ops'] });
  });

  it('are tried again when they could not be removed', async () => {
    discord.state.commands.set('global', [{ id: snowflake(), name: 'old', type: 1 }]);
    discord.failNext('DELETE', /commands/, { type: 'status', status: 400 });
    const { token, apiUrl } = discord;
    const { guild } = discord.state;
    const timing = { commandsEveryMs: 20 };
    const platform = createDiscord({
      token: new Secret(token),
      guild,
      apiUrl,
      commands: () => commands,
      log,
      timing,
    });
    await platform.start(scriptedReceiver());
    await expect.poll(registered).toEqual({ global: ['ops'], [guild]: ['ops'] });
    await platform.stop();
  });
});
