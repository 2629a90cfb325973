import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { createIntake } from '../../../../../src/bot/intake/intake.ts';
import { createDiscord } from '../../../../../src/bot/platforms/discord/discord.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { ChatPlatform, Receiver } from '../../../../../src/chat/port.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { openTestDatabase } from '../../../../support/database.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../../support/discord/fake-discord.ts';
import { addChannel, addUser } from '../../../../support/discord/state.ts';
import { idleReceiver } from '../../../../support/idle-receiver.ts';

const log = pino({ level: 'silent' });
const card: Card = {
  title: 'Vote',
  tone: 'neutral',
  blocks: [],
  controls: [{ type: 'button', nonce: 'n-1', label: 'Approve', style: 'primary' }],
};

let db: Database;
let discord: FakeDiscord;
let channel: string;
let ana: string;
const platforms: ChatPlatform[] = [];
const told: string[] = [];

/** A process with a session of its own: Discord tells every session everything. */
async function startProcess(name: string): Promise<ChatPlatform> {
  const intake = createIntake(db, log);
  const commands = await allCommands();
  const { token, apiUrl, state } = discord;
  const platform = createDiscord({
    token: new Secret(token),
    guild: state.guild,
    apiUrl,
    log,
    commands: () => commands,
  });
  const receiver: Receiver = {
    ...idleReceiver,
    take: intake.take,
    async receive(inbound, responder) {
      const unsure = await intake.once(inbound, responder, async () => {
        await responder.reply({ ...card, title: `Answer of ${name}` }, 'quiet');
      });
      if (unsure !== undefined) told.push(unsure.code);
    },
  };
  await platform.start(receiver);
  platforms.push(platform);
  return platform;
}

beforeAll(async () => {
  db = await openTestDatabase(systemClock);
  discord = await startFakeDiscord();
  channel = addChannel(discord.state, 'ops').id;
  ana = addUser(discord.state, 'ana').id;
  await Promise.all(['one process', 'another'].map(startProcess));
});
afterAll(async () => {
  await Promise.all(platforms.map((platform) => platform.stop()));
  await discord.close();
  await db.close();
});

const answers = (): number =>
  [...discord.state.messages.values()].filter(({ body }) => JSON.stringify(body).includes('Answer of'))
    .length;
const refused = (): number => discord.requests.filter(({ status }) => status >= 400).length;

it.each(['a click', 'a command'])(
  '5.19 %s that reaches two processes is answered once, by one',
  async (what) => {
    const [first] = platforms;
    const before = answers();
    const place = { platform: 'discord', workspace: discord.state.guild, channel } as const;
    if (what === 'a click') {
      const ref = await first?.post(place, card, 'vote');
      discord.player.click(ana, ref?.message ?? '', 'n-1');
    } else {
      discord.player.command(ana, channel, ['ops', 'help'], {});
    }
    await expect.poll(answers).toBe(before + 1);
    await sleep(300);
    expect(answers()).toBe(before + 1);
    expect(told).toEqual([]);
    expect(refused()).toBe(0);
  },
);
