import {
  type APIApplication,
  type APIChannel,
  type APIGatewayBotInfo,
  type APIGuildMember,
  type APIRole,
  type APIUser,
  DiscordAPIError,
  type REST,
  Routes,
} from 'discord.js';
import { type Check, type Diagnosis, orOk, problem, warning } from '../../../doctor/check.ts';
import { messageOf } from '../../../errors.ts';
import { TokenRefused } from './brake/token-refusals.ts';
import { checkCategories } from './doctor-categories.ts';
import { checkEmoji } from './doctor-emoji.ts';
import { absentAsUndefined } from './errors.ts';
import { inviteUrl } from './invite.ts';
import type { DiscordCategories, DiscordOptions, DiscordServer } from './options.ts';
import { askedFor, missingFrom, permissionsIn } from './permissions.ts';
import { createRest } from './rest.ts';

export interface DoctorOptions extends Pick<DiscordOptions, 'token' | 'guild' | 'apiUrl' | 'log'> {
  /** Ids of the channels of the settings, with the names that they have there. */
  readonly channels: readonly { readonly name: string; readonly workspace?: string; readonly id: string }[];
  /** More servers that are served. */
  readonly servers?: readonly DiscordServer[];
  readonly categories: DiscordCategories;
  /** Ids of the server's roles that give a role of the settings. */
  readonly giving: readonly string[];
  /** The emoji of the settings that vote. */
  readonly voting: readonly string[];
}

const FEW_SESSIONS = 20;

/** What `keyturn doctor` asks Discord: the token, the server, and what the bot may do in each channel. */
export function discordChecks(options: DoctorOptions): readonly Check[] {
  const rest = createRest(options);
  const token: Check = { id: 'discord', run: () => asking(() => checkToken(rest)) };
  const { guild, servers = [], channels, categories, giving, voting } = options;
  // Without a server, the check of the settings says what to do.
  if (guild === null) return [token];
  const channelsIn = (server: string) => channels.filter(({ workspace }) => workspace === server);
  const main = channels.filter(({ workspace }) => !servers.some(({ id }) => id === workspace));
  return [
    token,
    {
      id: 'discord-channels',
      run: () => asking(() => checkChannels(rest, guild, { ...options, channels: main })),
    },
    ...servers.map(({ name, id, categories: own }) => ({
      id: `discord-channels-${name}`,
      run: () =>
        asking(() => checkChannels(rest, id, { ...options, categories: own, channels: channelsIn(id) })),
    })),
    {
      id: 'discord-categories',
      run: () => asking(() => checkCategories(rest, { name: 'main', id: guild, categories }, giving)),
    },
    ...servers.map((server) => ({
      id: `discord-categories-${server.name}`,
      run: () => asking(() => checkCategories(rest, server, giving)),
    })),
    { id: 'discord-emoji', run: () => asking(() => checkEmoji(rest, guild, voting)) },
  ];
}

async function asking(check: () => Promise<readonly Diagnosis[]>): Promise<readonly Diagnosis[]> {
  try {
    return await check();
  } catch (error) {
    return [unreachable(error)];
  }
}

async function checkToken(rest: REST): Promise<readonly Diagnosis[]> {
  const me = (await rest.get(Routes.user())) as APIUser;
  const gateway = (await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo;
  const { remaining, reset_after: resetMs } = gateway.session_start_limit;
  const findings: Diagnosis[] = [];
  if (remaining < FEW_SESSIONS) {
    findings.push(
      warning(
        `The bot may connect only ${remaining} more times in the next ${Math.ceil(resetMs / 3_600_000)} h.`,
        'See why it connects so often; Discord resets the token of a bot that uses them up.',
      ),
    );
  }
  return orOk(findings, `Discord knows the bot as ${me.username}; no privileged intent is needed.`);
}

async function checkChannels(
  rest: REST,
  guild: string,
  { channels, categories }: DoctorOptions,
): Promise<readonly Diagnosis[]> {
  const { id: application } = (await rest.get(Routes.currentApplication())) as APIApplication;
  const me = (await rest.get(Routes.user())) as APIUser;
  const member = await memberOf(rest, guild, me.id);
  if (member === undefined) {
    const invite = inviteUrl(application, guild, askedFor(categories));
    return [problem(`The bot is not in the server ${guild}.`, `Invite it: ${invite}`)];
  }
  const roles = (await rest.get(Routes.guildRoles(guild))) as APIRole[];
  const mayIn = (overwrites: Parameters<typeof permissionsIn>[3]): bigint =>
    permissionsIn(guild, { id: me.id, roles: member.roles }, roles, overwrites);
  const findings = await Promise.all(channels.map((channel) => checkChannel(rest, guild, channel, mayIn)));
  return orOk(findings.flat(), `The bot may do what it needs in ${channels.length} channels.`);
}

async function checkChannel(
  rest: REST,
  guild: string,
  { name, id }: DoctorOptions['channels'][number],
  mayIn: (overwrites: Parameters<typeof permissionsIn>[3]) => bigint,
): Promise<readonly Diagnosis[]> {
  const channel = await channelOf(rest, id);
  if (channel === undefined) {
    return [
      problem(
        `The channel ${name} (${id}) does not exist on Discord, or the bot does not see it.`,
        'Correct its id in keyturn.yaml, or give the bot View Channel there.',
      ),
    ];
  }
  if ('guild_id' in channel && channel.guild_id !== guild) {
    return [
      problem(`The channel ${name} (${id}) is in another server.`, 'Use a channel of the configured server.'),
    ];
  }
  const overwrites = 'permission_overwrites' in channel ? (channel.permission_overwrites ?? []) : [];
  const missing = missingFrom(mayIn(overwrites));
  if (missing.length === 0) return [];
  return [
    problem(
      `In the channel ${name} the bot lacks: ${missing.join(', ')}.`,
      "Give them to the bot's role in the settings of that channel, page Permissions.",
    ),
  ];
}

async function memberOf(rest: REST, guild: string, id: string): Promise<APIGuildMember | undefined> {
  return absentAsUndefined(rest.get(Routes.guildMember(guild, id)) as Promise<APIGuildMember>);
}

async function channelOf(rest: REST, id: string): Promise<APIChannel | undefined> {
  return absentAsUndefined(rest.get(Routes.channel(id)) as Promise<APIChannel>);
}

function unreachable(error: unknown): Diagnosis {
  const refused = error instanceof DiscordAPIError && error.status === 401;
  if (refused || error instanceof TokenRefused) {
    return problem(
      'Discord does not accept DISCORD_TOKEN.',
      'Open the application in the Discord developer portal, page Bot, press Reset Token and set the new one.',
    );
  }
  return problem(`Discord cannot be asked: ${messageOf(error)}.`, 'Check the network and DISCORD_API_URL.');
}
