import { checkCommands } from '../check/commands.ts';
import { unknown } from '../problem.ts';
import { snowflake } from '../snowflake.ts';
import type { DiscordState, RegisteredCommand } from '../state.ts';
import { type Route, route } from './exchange.ts';
import { guildShape, memberShape, userShape } from './shapes.ts';

/** The server, its members, the application and its commands. */
export function guildRoutes(state: DiscordState, gatewayUrl: () => string): readonly Route[] {
  const inGuild = (guild?: string): void => {
    if (guild !== state.guild) throw unknown.guild();
  };
  return [
    route('GET', '/gateway/bot', () => ({
      url: gatewayUrl(),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
    })),
    route('GET', '/users/@me', () => userShape(userOf(state, state.bot))),
    route('GET', '/users/:user', ({ params: [user] }) => userShape(userOf(state, user))),
    route('GET', '/applications/@me', () => ({ id: state.application, name: 'keyturn', flags: 0 })),
    route('GET', '/guilds/:guild', ({ params: [guild] }) => {
      inGuild(guild);
      return guildShape(state);
    }),
    route('GET', '/guilds/:guild/roles', ({ params: [guild] }) => {
      inGuild(guild);
      return state.roles.map((role, position) => ({ ...role, position }));
    }),
    route('GET', '/guilds/:guild/members/:user', ({ params: [guild, user] }) => {
      inGuild(guild);
      return memberShape(userOf(state, user));
    }),
    ...commandRoutes(state, '/applications/:app/guilds/:guild/commands'),
    ...commandRoutes(state, '/applications/:app/commands'),
  ];
}

function commandRoutes(state: DiscordState, path: string): readonly Route[] {
  const key = ([app, guild = 'global']: readonly string[]): string => {
    if (app !== state.application || (guild !== 'global' && guild !== state.guild)) throw unknown.guild();
    return guild;
  };
  return [
    route('GET', path, ({ params }) => [...(state.commands.get(key(params)) ?? [])]),
    route('PUT', path, ({ params, body }) => {
      checkCommands(body as never);
      // As Discord answers: with ids and versions, and with what was left out filled in.
      const commands = (body as readonly RegisteredCommand[]).map((command) => ({
        id: snowflake(),
        application_id: state.application,
        version: snowflake(),
        default_member_permissions: null,
        nsfw: false,
        name_localizations: null,
        type: 1,
        ...command,
      }));
      state.commands.set(key(params), commands);
      return commands;
    }),
  ];
}

function userOf(state: DiscordState, id = '') {
  const user = state.users.get(id);
  if (user === undefined) throw unknown.member();
  return user;
}
