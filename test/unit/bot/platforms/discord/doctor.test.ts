import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discordChecks } from '../../../../../src/bot/platforms/discord/doctor.ts';
import { applicationOf, inviteUrl } from '../../../../../src/bot/platforms/discord/invite.ts';
import {
  type DiscordCategories,
  type DiscordServer,
  NO_CATEGORIES,
} from '../../../../../src/bot/platforms/discord/options.ts';
import {
  askedFor,
  missingFrom,
  NEEDED,
  permissionsIn,
} from '../../../../../src/bot/platforms/discord/permissions.ts';
import { discordManifest } from '../../../../../src/cli/manifest/discord.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { runDoctor } from '../../../../../src/doctor/doctor.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../../support/discord/fake-discord.ts';
import { MAY } from '../../../../support/discord/permissions.ts';
import { snowflake } from '../../../../support/discord/snowflake.ts';
import { addCategories, addChannel, addRole, type FakeChannel } from '../../../../support/discord/state.ts';

let discord: FakeDiscord;
let ops: FakeChannel;
beforeEach(async () => {
  discord = await startFakeDiscord();
  ops = addChannel(discord.state, 'ops-twist');
});
afterEach(() => discord.close());

interface Asked {
  readonly token?: string;
  readonly guild?: string | null;
  readonly categories?: DiscordCategories;
  readonly servers?: readonly DiscordServer[];
  readonly giving?: readonly string[];
  readonly voting?: readonly string[];
}

async function findings({
  token = discord.token,
  guild = discord.state.guild,
  categories = NO_CATEGORIES,
  servers = [],
  giving = [],
  voting = ['✅', '👎🏽', '✔'],
}: Asked = {}) {
  const checks = discordChecks({
    token: new Secret(token),
    guild,
    apiUrl: discord.apiUrl,
    log: pino({ level: 'silent' }),
    channels: [{ name: 'ops-twist', id: ops.id }],
    categories,
    servers,
    giving,
    voting,
  });
  return (await runDoctor(checks)).checks.flatMap((check) => check.findings);
}

describe('keyturn doctor, asking Discord', () => {
  it('finds nothing where all is well', async () => {
    expect((await findings()).map(({ level }) => level)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('says what to do about a token that is not taken', async () => {
    const found = (await findings({ token: 'MTIz.wrong.token' })).filter(({ level }) => level === 'problem');
    expect(new Set(found.map(({ says }) => says))).toEqual(
      new Set(['Discord does not accept DISCORD_TOKEN.']),
    );
    expect(discord.requests.length).toBeLessThan(4);
  });

  it('names the permissions that are missing in a channel', async () => {
    ops.overwrites = [
      { id: discord.state.guild, type: 0, allow: '0', deny: String((1n << 14n) | (1n << 35n)) },
    ];
    const found = (await findings()).find(({ level }) => level === 'problem');
    expect(found?.says).toBe('In the channel ops-twist the bot lacks: Embed Links, Create Public Threads.');
  });

  it('names the emoji of the settings that would never count', async () => {
    discord.state.emoji.add('shipit');
    const found = await findings({ voting: ['✅', 'shipit', 'ship-it', ':x:', '⌘'] });
    const never = found.filter(({ level }) => level !== 'ok').map(({ says }) => says.split(' ')[0]);
    expect(never).toEqual(['"ship-it"', '":x:"', '"⌘"']);
  });

  it('names a channel that is closed to the bot', async () => {
    ops.closed = true;
    const found = (await findings()).find(({ level }) => level === 'problem');
    expect(found?.says).toContain('does not exist on Discord, or the bot does not see it');
  });

  it('gives the invitation when the bot is not in the server', async () => {
    const found = (await findings({ guild: '123456789012345678' })).find(({ level }) => level === 'problem');
    expect(found?.next).toContain(`client_id=${discord.state.application}`);
  });
});

describe('keyturn doctor, asking Discord about categories', () => {
  const saying = async (asked: Asked): Promise<readonly string[]> =>
    (await findings(asked))
      .filter(({ level }) => level !== 'ok')
      .map(({ level, says }) => `${level}: ${says}`);
  const may = (bits: bigint): string => addRole(discord.state, 'keyturn', bits, discord.state.bot);
  const opens = MAY.manageChannels | MAY.pin;

  it('finds nothing where the bot may open channels', async () => {
    may(opens | MAY.manageRoles);
    expect(await saying({ categories: addCategories(discord.state) })).toEqual([]);
  });

  it('looks at those of every server', async () => {
    may(opens | MAY.manageRoles);
    const eu = snowflake();
    discord.state.otherGuilds.push({ id: eu, name: 'eu', closed: false });
    const here = addCategories(discord.state, eu);
    expect(await saying({ servers: [{ name: 'eu', id: eu, categories: here }] })).toEqual([]);
    const said = await findings({
      servers: [{ name: 'eu', id: eu, categories: addCategories(discord.state) }],
    });
    expect(said.map(({ next }) => next).join()).toContain('platforms.discord.servers.eu.categories.public');
  });

  it('names what the bot lacks in each', async () => {
    may(MAY.pin);
    const said = await saying({ categories: addCategories(discord.state) });
    expect(said).toContain(
      'problem: For public channels in the category work the bot lacks: Manage Channels.',
    );
    expect(said.join()).toContain('warning: The bot lacks Manage Roles');
  });

  it('does not count for private channels what their category alone gives', async () => {
    may(MAY.manageRoles | MAY.pin);
    const categories = addCategories(discord.state);
    for (const id of [categories.public, categories.private]) {
      const exception = { id: discord.state.bot, allow: String(MAY.manageChannels), deny: '0' };
      discord.state.channels.get(id ?? '')?.overwrites.push({ ...exception, type: 1 });
    }
    const said = (await saying({ categories })).join();
    expect(said).not.toContain('public channels');
    expect(said).toContain(
      'For private channels in the category private work the bot lacks: Manage Channels.',
    );
  });

  it('names one that is no category, and one that is nearly full', async () => {
    may(opens | MAY.manageRoles);
    const categories = addCategories(discord.state);
    for (let i = 0; i < 45; i += 1) addChannel(discord.state, `c${i}`, { parent: categories.public });
    const said = (await saying({ categories: { ...categories, archive: ops.id } })).join();
    expect(said).toContain(`The archive category ${ops.id} is not a category of the server.`);
    expect(said).toContain('The category work has 45 channels');
  });

  it('warns of a bot that could give out the roles that approve', async () => {
    const sre = addRole(discord.state, 'sre', 0n, 'nobody');
    may(opens | MAY.manageRoles);
    const lead = addRole(discord.state, 'lead', 0n, 'nobody');
    const said = await saying({ categories: addCategories(discord.state), giving: [sre, lead] });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("The bot's role stands above sre, which gives a role of keyturn.yaml");
  });
});

describe('permissions', () => {
  const guild = '1';
  const everyone = { id: guild, permissions: String(NEEDED.reduce((bits, { bit }) => bits | bit, 0n)) };
  const me = { id: '9', roles: ['5'] };

  it('are taken and given by the channel, for everybody, then for roles, then for the member', () => {
    const send = String(1n << 11n);
    const layers = (list: [string, string, string][]) =>
      permissionsIn(
        guild,
        me,
        [everyone],
        list.map(([id, allow, deny]) => ({ id, allow, deny })),
      );
    expect(missingFrom(layers([]))).toEqual([]);
    expect(missingFrom(layers([[guild, '0', send]]))).toEqual(['Send Messages']);
    expect(
      missingFrom(
        layers([
          [guild, '0', send],
          ['5', send, '0'],
        ]),
      ),
    ).toEqual([]);
    expect(
      missingFrom(
        layers([
          ['5', send, '0'],
          ['9', '0', send],
        ]),
      ),
    ).toEqual(['Send Messages']);
    expect(missingFrom(layers([['6', '0', send]]))).toEqual([]);
  });

  it('are all there for an administrator', () => {
    const boss = { id: '5', permissions: '8' };
    expect(missingFrom(permissionsIn(guild, me, [boss], [{ id: guild, allow: '0', deny: '1024' }]))).toEqual(
      [],
    );
  });
});

describe('keyturn manifest discord', () => {
  it('prints the invitation with the least permissions', () => {
    const platforms = {
      console: null,
      slack: null,
      discord: {
        token: new Secret(discord.token),
        guild: discord.state.guild,
        servers: [],
        categories: NO_CATEGORIES,
        apiUrl: discord.apiUrl,
      },
    };
    const text = discordManifest({ platforms });
    const { searchParams } = new URL(/https:\S+/.exec(text)?.[0] ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: discord.state.application,
      scope: 'bot applications.commands',
      permissions: String(NEEDED.reduce((bits, { bit }) => bits | bit, 0n)),
      guild_id: discord.state.guild,
      disable_guild_select: 'true',
    });
    expect(text).not.toContain(discord.token);
  });

  it('asks for what opening channels needs only where the settings want them opened', () => {
    const categories = { ...NO_CATEGORIES, public: '523456789012345678' };
    const apart = { guild: null, servers: [], token: null, apiUrl: discord.apiUrl };
    const asking = (given: DiscordCategories): string =>
      discordManifest(
        { platforms: { console: null, slack: null, discord: { ...apart, categories: given } } },
        '123456789012345678',
      );
    const bits = askedFor(categories).reduce((sum, { bit }) => sum | bit, 0n);
    expect(asking(categories)).toContain(`permissions=${bits}`);
    for (const name of ['Manage Channels', 'Manage Roles', 'Pin Messages']) {
      expect(asking(categories)).toContain(name);
      expect(asking(NO_CATEGORIES)).not.toContain(name);
    }
  });

  it('asks for it in those of several servers alone where channels are opened', () => {
    const eu = {
      name: 'eu',
      id: '623456789012345678',
      categories: { ...NO_CATEGORIES, public: '523456789012345678' },
    };
    const apart = { guild: '423456789012345678', servers: [eu], token: null, apiUrl: discord.apiUrl };
    const text = discordManifest(
      { platforms: { console: null, slack: null, discord: { ...apart, categories: NO_CATEGORIES } } },
      '123456789012345678',
    );
    const bitsOf = (asked: ReturnType<typeof askedFor>) =>
      String(asked.reduce((sum, { bit }) => sum | bit, 0n));
    const asked = [...text.matchAll(/https:\S+/g)].map(([url]) =>
      new URL(url).searchParams.get('permissions'),
    );
    expect(asked).toEqual([bitsOf(askedFor(NO_CATEGORIES)), bitsOf(askedFor(eu.categories))]);
    expect(text).toContain('Manage Channels');
  });

  it('asks for the application where there is no token', () => {
    const platforms = { console: null, slack: null, discord: null };
    expect(() => discordManifest({ platforms })).toThrowError('There is no invitation yet.');
    expect(discordManifest({ platforms }, '123456789012345678')).toContain(
      inviteUrl('123456789012345678', null, NEEDED),
    );
    expect(applicationOf('not a token')).toBeUndefined();
  });
});
