import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discordChecks } from '../../../../src/bot/discord/doctor.ts';
import { applicationOf, inviteUrl } from '../../../../src/bot/discord/invite.ts';
import { missingFrom, NEEDED, permissionsIn } from '../../../../src/bot/discord/permissions.ts';
import { discordManifest } from '../../../../src/cli/manifest/discord.ts';
import { Secret } from '../../../../src/config/secret.ts';
import { runDoctor } from '../../../../src/doctor/doctor.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../support/discord/fake-discord.ts';
import { addChannel, type FakeChannel } from '../../../support/discord/state.ts';

let discord: FakeDiscord;
let ops: FakeChannel;
beforeEach(async () => {
  discord = await startFakeDiscord();
  ops = addChannel(discord.state, 'ops-twist');
});
afterEach(() => discord.close());

async function findings(token = discord.token, guild: string | null = discord.state.guild) {
  const checks = discordChecks({
    token: new Secret(token),
    guild,
    apiUrl: discord.apiUrl,
    log: pino({ level: 'silent' }),
    channels: [{ name: 'ops-twist', id: ops.id }],
  });
  return (await runDoctor(checks)).checks.flatMap((check) => check.findings);
}

describe('keyturn doctor, asking Discord', () => {
  it('finds nothing where all is well', async () => {
    expect((await findings()).map(({ level }) => level)).toEqual(['ok', 'ok']);
  });

  it('says what to do about a token that is not taken', async () => {
    const [first] = await findings('MTIz.wrong.token');
    expect(first).toMatchObject({ level: 'problem', says: 'Discord does not accept DISCORD_TOKEN.' });
  });

  it('names the permissions that are missing in a channel', async () => {
    ops.overwrites = [
      { id: discord.state.guild, type: 0, allow: '0', deny: String((1n << 14n) | (1n << 35n)) },
    ];
    const found = (await findings()).find(({ level }) => level === 'problem');
    expect(found?.says).toBe('In the channel ops-twist the bot lacks: Embed Links, Create Public Threads.');
  });

  it('names a channel that is closed to the bot', async () => {
    ops.closed = true;
    const found = (await findings()).find(({ level }) => level === 'problem');
    expect(found?.says).toContain('does not exist on Discord, or the bot does not see it');
  });

  it('gives the invitation when the bot is not in the server', async () => {
    const found = (await findings(discord.token, '123456789012345678')).find(
      ({ level }) => level === 'problem',
    );
    expect(found?.next).toContain(`client_id=${discord.state.application}`);
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
      discord: { token: new Secret(discord.token), guild: discord.state.guild, apiUrl: discord.apiUrl },
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

  it('asks for the application where there is no token', () => {
    const platforms = { console: null, slack: null, discord: null };
    expect(() => discordManifest({ platforms })).toThrowError('There is no invitation yet.');
    expect(discordManifest({ platforms }, '123456789012345678')).toContain(
      inviteUrl('123456789012345678', null),
    );
    expect(applicationOf('not a token')).toBeUndefined();
  });
});
