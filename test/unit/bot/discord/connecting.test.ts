import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createDiscord } from '../../../../src/bot/discord/discord.ts';
import type { ChatPlatform } from '../../../../src/chat/port.ts';
import { loadCommands } from '../../../../src/commands/catalog.ts';
import { Secret } from '../../../../src/config/secret.ts';
import { scriptedReceiver } from '../../../contract/scripted-receiver.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../support/discord/fake-discord.ts';
import { discordHarness } from '../../../support/discord/harness.ts';

const commands = await loadCommands();
let discord: FakeDiscord;
let platform: ChatPlatform | undefined;

async function open(token?: string): Promise<ChatPlatform> {
  discord = await startFakeDiscord();
  platform = createDiscord({
    token: new Secret(token ?? discord.token),
    guild: discord.state.guild,
    apiUrl: discord.apiUrl,
    commands: () => commands,
    log: pino({ level: 'silent' }),
    timing: { reconnectMs: 30 },
  });
  return platform;
}
afterEach(async () => {
  await platform?.stop();
  await discord.close();
});

describe('connecting with Discord', () => {
  it('asks for no privileged intent', async () => {
    await (await open()).start(scriptedReceiver());
    expect(discord.gateway.counts.identified).toBe(1);
  });

  it('says what to do when the token is not taken', async () => {
    const attempt = (await open('MTIz.wrong.token')).start(scriptedReceiver());
    await expect(attempt).rejects.toMatchObject({ code: 'discord.token' });
  });

  it('starts without Discord when it cannot be reached, and goes on trying', async () => {
    const started = await open();
    discord.failNext('GET', /^\/gateway\/bot/, { type: 'status', status: 503 }, 4);
    await started.start(scriptedReceiver());
    expect(discord.gateway.counts.identified).toBe(0);
    for (let i = 0; i < 200 && discord.gateway.connected === 0; i += 1) await sleep(10);
    expect(discord.gateway.connected).toBe(1);
  });

  it('connects again when Discord asks for it', async () => {
    await (await open()).start(scriptedReceiver());
    discord.gateway.askToReconnect();
    for (let i = 0; i < 200 && discord.gateway.counts.resumed === 0; i += 1) await sleep(10);
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
  });
});

describe('events that come twice, late or never', () => {
  it('5.6 ends in the same state, because the list is asked', async () => {
    const harness = await discordHarness({ commands });
    discord = harness.discord;
    platform = harness.platform;
    const { player } = discord;
    await platform.start(scriptedReceiver());
    const ref = await platform.post(
      harness.place,
      { title: 'V', tone: 'neutral', blocks: [], controls: [] },
      'v',
    );
    discord.failEvent('MESSAGE_REACTION_ADD', 'double');
    player.react(harness.ana.id, ref.message, '✅');
    discord.failEvent('MESSAGE_REACTION_ADD', 'swap-with-next');
    player.react(harness.ben.id, ref.message, '✅');
    player.unreact(harness.ben.id, ref.message, '✅');
    discord.failEvent('MESSAGE_REACTION_ADD', 'drop');
    player.react(harness.ben.id, ref.message, '❌');
    await harness.settle();
    expect(await platform.reactions(ref)).toEqual([
      { emoji: '✅', account: harness.ana, human: true },
      { emoji: '❌', account: harness.ben, human: true },
    ]);
  });
});
