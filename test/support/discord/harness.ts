import pino from 'pino';
import { createDiscord } from '../../../src/bot/platforms/discord/discord.ts';
import { type DiscordTiming, NO_CATEGORIES } from '../../../src/bot/platforms/discord/options.ts';
import { askedFor } from '../../../src/bot/platforms/discord/permissions.ts';
import type { Inbound, MessageRef, Place } from '../../../src/chat/inbound.ts';
import type { ChatPlatform, Receiver } from '../../../src/chat/port.ts';
import type { Command } from '../../../src/commands/command.ts';
import { Secret } from '../../../src/config/secret.ts';
import type { Account } from '../../../src/people/principal.ts';
import type { ChatHarness, Driver } from '../../contract/chat-harness.ts';
import { PATIENCE_MS } from '../patience.ts';
import { type FakeDiscord, type FakeDiscordOptions, startFakeDiscord } from './fake-discord.ts';
import { formOf, seenOf } from './seen.ts';
import { channelsSeenBy } from './seen-channels.ts';
import {
  addCategories,
  addChannel,
  addRole,
  addUser,
  type FakeInteraction,
  type FakeMessage,
} from './state.ts';

export interface DiscordHarness extends ChatHarness {
  readonly discord: FakeDiscord;
  /** Waits until everything that was received has been worked on. */
  settle(): Promise<void>;
}

export interface HarnessOptions extends FakeDiscordOptions {
  readonly commands: readonly Command[];
  readonly timing?: Partial<DiscordTiming>;
  /** More servers of the settings. */
  readonly servers?: readonly string[];
  /** Servers that have the bot, too. */
  readonly otherGuilds?: readonly string[];
}

/** The real adapter on the fake Discord, with two people, a bot and a channel. */
export async function discordHarness({
  commands,
  timing,
  servers = [],
  otherGuilds = [],
  ...options
}: HarnessOptions): Promise<DiscordHarness> {
  const discord = await startFakeDiscord(options);
  const { state } = discord;
  state.otherGuilds.push(...otherGuilds.map((id) => ({ id, name: `server ${id}`, closed: false })));
  const account = (id: string): Account => ({ platform: 'discord', workspace: state.guild, id });
  const [ana, ben] = [addUser(state, 'ana'), addUser(state, 'ben')];
  const bot = addUser(state, 'deploy-bot', true);
  const channel = addChannel(state, 'ops-twist');
  const categories = addCategories(state);
  const asked = askedFor(categories).reduce((bits, { bit }) => bits | bit, 0n);
  addRole(state, 'keyturn', asked, state.bot);
  const received = new Set<Promise<void>>();
  let count = 0;

  function followed(work: Promise<void>): Promise<void> {
    const done = work.finally(() => received.delete(done));
    received.add(done);
    return done;
  }

  function tracking(receiver: Receiver): Receiver {
    return {
      ...receiver,
      take: async (delivery) => receiver.take(delivery),
      receive(inbound: Inbound, responder) {
        count += 1;
        return followed(receiver.receive(inbound, responder));
      },
      deleted(what) {
        count += 1;
        return followed(receiver.deleted(what));
      },
    };
  }

  function open(): ChatPlatform {
    const platform = createDiscord({
      token: new Secret(discord.token),
      guild: state.guild,
      servers: servers.map((id) => ({ id, name: `server-${id}`, categories: NO_CATEGORIES })),
      apiUrl: discord.apiUrl,
      categories,
      commands: () => commands,
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
      ...(timing === undefined ? {} : { timing }),
    });
    return { ...platform, start: (receiver) => platform.start(tracking(receiver)) };
  }
  let platform = open();

  async function settle(): Promise<void> {
    while (received.size > 0) await Promise.allSettled(received);
  }

  /** Something that must arrive: waits for its coming, for the work on it, and for the answer to Discord. */
  async function arriving(act: () => FakeInteraction | undefined): Promise<void> {
    const before = count;
    const interaction = act();
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (count === before) {
      if (performance.now() > giveUpAt) throw new Error('nothing arrived');
      await new Promise((done) => setTimeout(done, 2));
    }
    await settle();
    if (interaction !== undefined) await discord.answered(interaction);
  }

  return {
    discord,
    platform,
    settle,
    drive: driverOf(discord, arriving),
    channels: async ({ id }) => channelsSeenBy(state, id),
    ana: account(ana.id),
    ben: account(ben.id),
    bot: account(bot.id),
    place: { platform: 'discord', workspace: state.guild, channel: channel.id },
    async restart(receiver) {
      await platform.stop();
      platform = open();
      await platform.start(receiver);
      return platform;
    },
    async close() {
      await platform.stop();
      await discord.close();
    },
  };
}

function driverOf(
  { state, player, answered }: FakeDiscord,
  arriving: (act: () => FakeInteraction | undefined) => Promise<void>,
): Driver {
  const idOf = ({ message }: MessageRef): string => message.split('/').at(-1) ?? '';
  const shown = (by: Account, channel: string) =>
    [...state.messages.values()]
      .filter((one) => one.channel === channel && !one.deleted && !one.loading)
      .filter((one: FakeMessage) => one.onlyFor === undefined || one.onlyFor === by.id)
      .map((one) => seenOf(state, one));
  const channelOf = ({ channel, thread }: Place): string => thread ?? channel;
  return {
    command: (by, place, path, options, delivery) =>
      arriving(() => player.command(by.id, channelOf(place), path, options, delivery)),
    click: (by, message, nonce, delivery) =>
      arriving(() => player.click(by.id, idOf(message), nonce, delivery)),
    choose: (by, message, nonce, value) => arriving(() => player.choose(by.id, idOf(message), nonce, value)),
    submit: (by, _place, _nonce, values) => arriving(() => player.submit(by.id, values)),
    react: (by, message, emoji) => arriving(() => void player.react(by.id, idOf(message), emoji)),
    unreact: (by, message, emoji) => arriving(() => void player.unreact(by.id, idOf(message), emoji)),
    async complete(by, place, path, option, text) {
      const interaction = player.type(by.id, channelOf(place), path, option, text);
      await answered(interaction);
      return (interaction.choices ?? []).map(({ name, value }) => ({ label: name, value }));
    },
    remove: (message) => arriving(() => void player.remove(idOf(message))),
    see: async (by, place) => shown(by, channelOf(place)),
    seeThread: async (by, message) => shown(by, idOf(message)),
    async seeForm(by) {
      const modal = player.modalOf(by.id);
      return modal && formOf(modal);
    },
  };
}
