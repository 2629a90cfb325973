import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { NO_CATEGORIES } from '../../src/bot/platforms/discord/options.ts';
import { systemClock } from '../../src/clock.ts';
import { Secret } from '../../src/config/secret.ts';
import type { Seen } from '../contract/chat-harness.ts';
import { type PlantProcess, startPlant } from '../support/app/plant-process.ts';
import { writeSettings } from '../support/app/settings.ts';
import { type FakeDiscord, startFakeDiscord } from '../support/discord/fake-discord.ts';
import { seenOf } from '../support/discord/seen.ts';
import { addChannel, addUser, type FakeChannel, type FakeUser } from '../support/discord/state.ts';
import { PATIENCE_MS } from '../support/patience.ts';

describe('the whole program on Discord', () => {
  let folder: string;
  let discord: FakeDiscord;
  let plant: PlantProcess;
  let app: App;
  let channel: FakeChannel;
  let ana: FakeUser;
  let ben: FakeUser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-discord-'));
    discord = await startFakeDiscord();
    plant = await startPlant(join(folder, 'plant'), 0);
    channel = addChannel(discord.state, 'ops-twist');
    ana = addUser(discord.state, 'ana');
    ben = addUser(discord.state, 'ben');
    const guild = discord.state.guild;
    const settings = writeSettings({ folder, monitor: plant.url, plantState: plant.folder });
    settings.edit((file) => {
      const { people, channels } = file as unknown as Record<string, Record<string, object>>;
      Object.assign(file, {
        platforms: { discord: { guild } },
        people: {
          ...people,
          ana: { name: 'Ana Ruiz', accounts: { discord: ana.id } },
          ben: { name: 'Ben Okafor', accounts: { discord: ben.id } },
        },
        channels: { ...channels, 'ops-twist': { discord: channel.id } },
      });
    });
    const read = await settings.read();
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const connected = {
      token: new Secret(discord.token),
      guild,
      servers: [],
      categories: NO_CATEGORIES,
      apiUrl: discord.apiUrl,
    };
    app = await createApp({
      config: { ...read.config, platforms: { console: null, slack: null, discord: connected } },
      clock: systemClock,
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
    });
    await app.start();
  });

  afterAll(async () => {
    // What was not started because the set-up failed cannot be stopped, and the rest must not be left behind.
    await app?.stop();
    await plant?.stop();
    await discord?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function sees(who: FakeUser, ...texts: readonly string[]): Promise<Seen> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const all = [...discord.state.messages.values()]
        .filter((one) => one.channel === channel.id && !one.deleted && !one.loading)
        .filter((one) => one.onlyFor === undefined || one.onlyFor === who.id)
        .map((one) => seenOf(discord.state, one));
      const found = all.findLast((one) => texts.every((text) => one.text.includes(text)));
      if (found !== undefined) return found;
      if (performance.now() > giveUpAt) {
        throw new Error(
          `${who.username} does not see ${texts.join(' … ')}, but:\n${all.map((one) => one.text).join('\n---\n')}`,
        );
      }
      await sleep(25);
    }
  }

  const nonceOf = (message: Seen, label: string): string =>
    message.controls.find((control) => control.label === label)?.nonce ?? `no ${label}`;

  it('goes from a command through a refused and a counted vote to a closed breaker', async () => {
    const { player } = discord;
    plant.fault('trip-breaker');
    player.command(ana.id, channel.id, ['twist', 'verify-breaker'], {});
    await sees(ana, 'Verify why the breaker tripped', 'Done: false-positive');
    await sleep(5_500);
    // The reason is asked for by a form that opens at once.
    const asked = player.command(ana.id, channel.id, ['twist', 'reset-breaker'], {});
    await discord.answered(asked);
    expect(asked.callback).toBe(9);
    player.submit(ana.id, { reason: 'bad tick of one venue' });
    const card = await sees(ben, 'Approval needed: Reset the circuit breaker');
    expect(card.text).toContain('bad tick of one venue');
    player.click(ana.id, card.ref.message, nonceOf(card, 'Approve'));
    expect((await sees(ana, 'Your vote was not counted')).quiet).toBe(true);
    player.click(ben.id, card.ref.message, nonceOf(card, 'Approve'));
    await sees(ben, 'Reset the circuit breaker', 'Carried out');
    expect(plant.effects('breaker.reset')).toBe(1);
    expect(discord.requests.filter(({ status }) => status === 400)).toEqual([]);
  });

  it('5.6 counts a reaction that came while the connection was down and its session was lost', async () => {
    const { player, gateway } = discord;
    player.command(ana.id, channel.id, ['ops', 'run'], { action: 'lab:snapshot/approved' });
    const card = await sees(ben, 'Approval needed: Snapshot');
    gateway.forgetSessions();
    gateway.cut();
    player.react(ben.id, card.ref.message, '✅');
    const done = await sees(ben, 'Snapshot with one approval', 'Ben Okafor approved by reaction');
    expect(done.ref).toEqual(card.ref);
    await sees(ben, 'Snapshot with one approval', 'Carried out');
    expect(gateway.counts.refusedResumes).toBe(1);
    expect(plant.effects('snapshot.create')).toBe(1);
  });
});
