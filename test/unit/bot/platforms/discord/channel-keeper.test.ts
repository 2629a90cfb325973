import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiscord } from '../../../../../src/bot/platforms/discord/discord.ts';
import {
  type DiscordCategories,
  type DiscordServer,
  NO_CATEGORIES,
} from '../../../../../src/bot/platforms/discord/options.ts';
import type { ChannelKeeper, ChannelWish } from '../../../../../src/chat/channels.ts';
import { DeliveryError } from '../../../../../src/chat/port.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { OpsError, type Refusal } from '../../../../../src/errors.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../../support/discord/fake-discord.ts';
import { MAY } from '../../../../support/discord/permissions.ts';
import { snowflake } from '../../../../support/discord/snowflake.ts';
import {
  addCategories,
  addChannel,
  addRole,
  addUser,
  type FakeUser,
} from '../../../../support/discord/state.ts';

const EVERY_NEED = MAY.manageChannels | MAY.manageRoles | MAY.pin;

describe('channels on Discord', () => {
  let discord: FakeDiscord;
  let categories: DiscordCategories;
  let ana: FakeUser;
  let keeper: ChannelKeeper;

  beforeEach(async () => {
    discord = await startFakeDiscord();
    categories = addCategories(discord.state);
    ana = addUser(discord.state, 'ana');
    keeper = keeperWith(categories);
  });
  afterEach(() => discord.close());

  function keeperWith(given: DiscordCategories, servers: readonly DiscordServer[] = []): ChannelKeeper {
    const { channels } = createDiscord({
      token: new Secret(discord.token),
      guild: discord.state.guild,
      apiUrl: discord.apiUrl,
      categories: given,
      servers,
      commands: () => [],
      log: pino({ level: 'silent' }),
    });
    if (channels === undefined) throw new Error('Discord opens channels');
    return channels;
  }

  const may = (bits: bigint) => addRole(discord.state, 'keyturn', bits, discord.state.bot);
  const account = (user: FakeUser) =>
    ({ platform: 'discord', workspace: discord.state.guild, id: user.id }) as const;
  const wish = (more: Partial<ChannelWish> = {}): ChannelWish => ({
    workspace: discord.state.guild,
    key: 'k',
    name: 'outage',
    topic: 'Why',
    private: true,
    invite: [account(ana)],
    ...more,
  });
  const made = () =>
    discord.requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/channels'))
      .map(({ body }) => body as { permission_overwrites?: object; parent_id: string });
  const outages = () => [...discord.state.channels.values()].filter(({ name }) => name === 'outage');

  it('takes sight of a private one from everybody and gives it to the bot and the invited, and nothing else', async () => {
    may(EVERY_NEED);
    await keeper.create(wish());
    const view = String(MAY.view);
    expect(made()).toEqual([
      expect.objectContaining({
        parent_id: categories.private,
        permission_overwrites: [
          { id: discord.state.guild, type: 0, allow: '0', deny: view },
          { id: discord.state.bot, type: 1, allow: view, deny: '0' },
          { id: ana.id, type: 1, allow: view, deny: '0' },
        ],
      }),
    ]);
  });

  it('leaves to its category who sees a public one, and lets the invited in who do not', async () => {
    may(EVERY_NEED);
    const category = discord.state.channels.get(categories.public ?? '');
    category?.overwrites.push(
      { id: discord.state.guild, type: 0, allow: '0', deny: String(MAY.view) },
      { id: discord.state.bot, type: 1, allow: String(MAY.view), deny: '0' },
    );
    expect((await keeper.create(wish({ private: false }))).uninvited).toEqual([]);
    expect(made()[0]).not.toHaveProperty('permission_overwrites');
    expect(outages()[0]?.overwrites).toContainEqual({
      id: ana.id,
      type: 1,
      allow: String(MAY.view),
      deny: '0',
    });
  });

  describe('in another server of the settings', () => {
    const eu = snowflake();
    let own: DiscordCategories;
    beforeEach(() => {
      discord.state.otherGuilds.push({ id: eu, name: 'eu', closed: false });
      own = addCategories(discord.state, eu);
      may(EVERY_NEED);
    });
    const elsewhere = (of: DiscordCategories): ChannelKeeper =>
      keeperWith(categories, [{ name: 'eu', id: eu, categories: of }]);

    it('opens, locks and moves channels by the categories of that server', async () => {
      const both = elsewhere(own);
      expect(both.workspaces().map(({ name }) => name)).toEqual(['main', 'eu']);
      const { place, url } = await both.create(wish({ workspace: eu, private: false, invite: [] }));
      expect(url).toContain(`/${eu}/`);
      expect(made()[0]?.parent_id).toBe(own.public);
      expect(discord.state.channels.get(place.channel)?.guild).toBe(eu);
      await both.archive(place);
      expect(discord.state.channels.get(place.channel)?.parent).toBe(own.archive);
      await both.create(wish({ private: false, invite: [] }));
      expect(made()[1]?.parent_id).toBe(categories.public);
    });

    it('says which key names its categories where it has none', async () => {
      const refusal = await refusalOf(
        elsewhere(NO_CATEGORIES).create(wish({ workspace: eu, private: false })),
      );
      expect(refusal).toMatchObject({ code: 'channel.no-category' });
      expect(refusal?.next).toContain('platforms.discord.servers.eu.categories.public');
      const gone = await refusalOf(elsewhere(categories).create(wish({ workspace: eu })));
      expect(gone?.next).toContain('platforms.discord.servers.eu.categories.private');
    });
  });

  it('5.15 finds the channel whose opening it never heard of', async () => {
    may(EVERY_NEED);
    discord.failNext('POST', /^\/guilds\/\d+\/channels$/, { type: 'lose-answer' });
    await expect(keeper.create(wish())).rejects.toMatchObject({ kind: 'unavailable' });
    const { place } = await keeperWith(categories).create(wish());
    expect(outages().map(({ id }) => id)).toEqual([place.channel]);
  });

  it('finds it also after it was moved and its topic was written anew by us', async () => {
    may(EVERY_NEED);
    const { place } = await keeper.create(wish());
    await keeper.setTopic(place, 'Mitigated');
    await keeper.archive(place);
    expect(discord.state.channels.get(place.channel)?.parent).toBe(categories.archive);
    expect((await keeper.create(wish())).place).toEqual(place);
  });

  it.each([
    ['Manage Channels', MAY.manageRoles | MAY.pin],
    ['View Channel', 0n],
  ])('names the permission %s when it is missing', async (name, held) => {
    may(held);
    const everyone = discord.state.roles[0];
    if (name === 'View Channel' && everyone !== undefined) everyone.permissions = String(MAY.manageChannels);
    const refusal = await refusalOf(keeper.create(wish()));
    expect(refusal).toMatchObject({ code: 'channel.permission' });
    expect(refusal?.why).toContain(name);
    expect(refusal?.next).toContain(name);
    expect(outages()).toEqual([]);
  });

  it('opens a channel without Manage Roles, and says what it needs it for when it comes to that', async () => {
    may(MAY.manageChannels);
    const { place } = await keeper.create(wish());
    const ben = addUser(discord.state, 'ben');
    const [uninvited] = await keeper.invite(place, [account(ben)]);
    expect(uninvited?.refusal.why).toContain('Manage Roles');
    expect((await refusalOf(keeper.archive(place)))?.why).toBe(
      'The bot lacks the permission Manage Roles there.',
    );
  });

  it('names Pin Messages when it cannot pin', async () => {
    may(MAY.manageChannels);
    const channel = addChannel(discord.state, 'ops');
    discord.state.messages.set('123456789012345678', {
      id: '123456789012345678',
      channel: channel.id,
      author: discord.state.bot,
      nonce: undefined,
      onlyFor: undefined,
      body: {},
      files: [],
      reactions: new Map(),
      loading: false,
      deleted: false,
    });
    const ref = { ...account(ana), channel: channel.id, message: '123456789012345678' };
    expect((await refusalOf(keeper.pin(ref)))?.why).toContain('Pin Messages');
    may(MAY.pin);
    channel.pins.push(...Array.from({ length: 250 }, (_, i) => `${i}`));
    expect((await refusalOf(keeper.pin(ref)))?.code).toBe('channel.pins-full');
  });

  it('says what to write where the settings name no category, or one that is gone', async () => {
    may(EVERY_NEED);
    expect((await refusalOf(keeperWith(NO_CATEGORIES).create(wish())))?.next).toContain(
      'platforms.discord.categories.private',
    );
    const gone = { ...NO_CATEGORIES, public: '923456789012345678' };
    expect((await refusalOf(keeperWith(gone).create(wish({ private: false }))))?.code).toBe(
      'channel.category-gone',
    );
  });

  it('says that a category is full', async () => {
    may(EVERY_NEED);
    for (let i = 0; i < 50; i += 1) addChannel(discord.state, `c${i}`, { parent: categories.private });
    expect((await refusalOf(keeper.create(wish())))?.code).toBe('channel.category-full');
  });

  it('keeps who sees an archived channel, and takes writing from everybody', async () => {
    may(EVERY_NEED);
    const writers = addRole(discord.state, 'writers', 0n, ana.id);
    const { place } = await keeper.create(wish());
    const channel = discord.state.channels.get(place.channel);
    channel?.overwrites.push({ id: writers, type: 0, allow: String(MAY.send | MAY.view), deny: '0' });
    await keeper.archive(place);
    expect(channel?.overwrites).toContainEqual({
      id: writers,
      type: 0,
      allow: String(MAY.view),
      deny: '0',
    });
    const everyone = channel?.overwrites.find(({ id }) => id === discord.state.guild);
    expect(BigInt(everyone?.deny ?? 0)).toBe(MAY.view | MAY.send | MAY.startThreads | MAY.sendInThreads);
  });

  it('leaves trying again to the caller when Discord is out of reach', async () => {
    may(EVERY_NEED);
    discord.failNext('GET', /^\/guilds\/\d+\/channels$/, { type: 'status', status: 503 });
    await expect(keeper.create(wish())).rejects.toThrow(DeliveryError);
    expect(discord.requests.filter(({ status }) => status === 503)).toHaveLength(1);
  });
});

async function refusalOf(attempt: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof OpsError) return error.refusal;
    throw error;
  }
}
