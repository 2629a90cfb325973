import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { createConnections } from '../../../../../src/bot/connect.ts';
import { createDiscord } from '../../../../../src/bot/platforms/discord/discord.ts';
import { IDENTIFY_PACE } from '../../../../../src/bot/platforms/discord/gateway/identifies.ts';
import type { DiscordTiming } from '../../../../../src/bot/platforms/discord/options.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { ChatPlatform } from '../../../../../src/chat/port.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { account, memoryChat, memoryPlatform, placeIn } from '../../../../support/chat/memory-platform.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../../support/discord/fake-discord.ts';
import { discordHarness } from '../../../../support/discord/harness.ts';

const commands = await allCommands();
const AT_ONCE = { burst: 20, everyMs: 60_000, gapMs: 0 };
const CARD: Card = { title: 'x', tone: 'neutral', blocks: [], controls: [] };
const PLACE = { platform: 'discord', channel: '123456789012345678' } as const;
let discord: FakeDiscord;
let platform: ChatPlatform | undefined;

async function open(token?: string, timing: Partial<DiscordTiming> = {}): Promise<ChatPlatform> {
  discord = await startFakeDiscord();
  platform = createDiscord({
    token: new Secret(token ?? discord.token),
    guild: discord.state.guild,
    apiUrl: discord.apiUrl,
    commands: () => commands,
    log: pino({ level: 'silent' }),
    timing: { reconnectMs: 30, commandsEveryMs: 20, identifies: AT_ONCE, ...timing },
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

  it('asks once, and then seldom, when the token is not taken', async () => {
    const started = await open('MTIz.wrong.token');
    await expect(started.start(scriptedReceiver())).rejects.toThrow();
    await sleep(100);
    const post = started.post({ ...PLACE, workspace: discord.state.guild }, CARD, 'k');
    await expect(post).rejects.toMatchObject({ kind: 'shut-out' });
    await expect(started.start(scriptedReceiver())).rejects.toMatchObject({ code: 'discord.token' });
    expect(discord.requests.map(({ status }) => status)).toEqual([401]);
    expect(started.problems?.()).toEqual([expect.stringContaining('does not accept DISCORD_TOKEN')]);
  });

  it('lets Slack start when the token is not taken, and goes on trying', async () => {
    const refused = await open('MTIz.wrong.token');
    const slack = memoryPlatform(memoryChat(['ops']), { platform: 'slack', workspace: 'T1' });
    const receiver = scriptedReceiver();
    const connections = createConnections({
      platforms: [refused, slack],
      log: pino({ level: 'silent' }),
      late: async () => {},
    });
    await connections.start(receiver);
    expect(connections.problems()).toEqual([
      expect.stringMatching(/^discord is not connected and is tried again: Discord does not let Keyturn in/),
    ]);
    await slack.command(account('ana'), placeIn('ops'), ['ops', 'help'], {});
    expect(receiver.inbound).toHaveLength(1);
    await connections.stop();
  });

  it('says so when the token is reset while it runs, and tries it again seldom', async () => {
    const started = await open(undefined, { refusedMs: 60 });
    const receiver = scriptedReceiver();
    let missed = 0;
    await started.start({
      ...receiver,
      missed: async () => {
        missed += 1;
      },
    });
    discord.revokeToken();
    await expect.poll(() => started.problems?.()).toEqual([expect.stringContaining('ended the connection')]);
    await expect.poll(() => started.problems?.()[0]).toContain('does not let Keyturn in');
    discord.restoreToken();
    const refusals = discord.requests.filter(({ status }) => status === 401).length;
    await sleep(300);
    // The brake has not let anything through yet: half a minute after the first refusal at the earliest.
    expect(discord.requests.filter(({ status }) => status === 401)).toHaveLength(refusals);
    expect(missed).toBe(0);
  });

  it('connects again when Discord ended the connection for good, and looks for what was missed', async () => {
    const started = await open(undefined, { refusedMs: 60 });
    let missed = 0;
    await started.start({
      ...scriptedReceiver(),
      missed: async () => {
        missed += 1;
      },
    });
    discord.gateway.refuse();
    await expect.poll(() => discord.gateway.counts.identified).toBe(2);
    await expect.poll(() => missed).toBe(1);
    expect(started.problems?.()).toEqual([]);
  });

  it('paces its identifies, whatever ends the connections', async () => {
    const started = await open(undefined, {
      refusedMs: 20,
      identifies: { burst: 3, everyMs: 60_000, gapMs: 0 },
    });
    await started.start(scriptedReceiver());
    const stop = performance.now() + 1_500;
    while (performance.now() < stop) {
      discord.gateway.refuse();
      await sleep(20);
    }
    expect(discord.gateway.counts.identified).toBeLessThanOrEqual(3);
  });

  it('identifies in any day less often than Discord lets a bot, also right after many in a row', () => {
    const DAY = 24 * 60 * 60_000;
    const { burst, everyMs, gapMs } = IDENTIFY_PACE;
    // Two processes with the same token, each of which was silent before.
    expect(2 * (burst + DAY / everyMs)).toBeLessThanOrEqual(1_000);
    expect(gapMs).toBeGreaterThanOrEqual(5_000);
  });

  it('gives up a connection that is accepted and never gets ready, and makes another', async () => {
    const started = await open(undefined, { loginMs: 300 });
    discord.failEvent('READY', 'drop');
    await started.start(scriptedReceiver());
    await expect.poll(() => discord.gateway.counts.identified).toBe(2);
    await expect.poll(() => started.problems?.()).toEqual([]);
  });

  it('starts without Discord when it cannot be reached, and goes on trying', async () => {
    const started = await open(undefined, { reconnectMs: 400 });
    discord.failNext('GET', /^\/gateway\/bot/, { type: 'status', status: 503 }, 4);
    await started.start(scriptedReceiver());
    expect(discord.gateway.counts.identified).toBe(0);
    await expect.poll(() => discord.gateway.connected).toBe(1);
  });

  it.each([0, 1, 2, 4, 8])('ends %i ms after its session began, while it still logs in', async (ms) => {
    const started = await open();
    discord.failNext('GET', /^\/gateway\/bot/, { type: 'status', status: 503 }, 4);
    await started.start(scriptedReceiver());
    for (let i = 0; i < 2_000 && discord.gateway.connected === 0; i += 1) await sleep(1);
    await sleep(ms);
    const ended = await Promise.race([started.stop().then(() => 'ended'), sleep(4_000, 'still there')]);
    expect(ended).toBe('ended');
    await sleep(600);
    expect(discord.gateway.connected).toBe(0);
  });

  it('connects again when Discord asks for it', async () => {
    await (await open()).start(scriptedReceiver());
    discord.gateway.askToReconnect();
    await expect.poll(() => discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
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
