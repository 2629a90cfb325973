import { checkCommands } from '../check/commands.ts';
import { ApiProblem, unknown } from '../problem.ts';
import { snowflake } from '../snowflake.ts';
import type { DiscordState, RegisteredCommand } from '../state.ts';
import { type Route, route } from './exchange.ts';
import { guildShape, memberShape, userShape } from './shapes.ts';

/** The server, its members, the application and its commands. */
export function guildRoutes(state: DiscordState, gatewayUrl: () => string): readonly Route[] {
  const inGuild = (guild?: string) => requireGuild(state, guild);
  return [
    route('GET', '/gateway/bot', () => ({
      url: gatewayUrl(),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
    })),
    route('GET', '/users/@me', () => userShape(userOf(state, state.bot))),
    route('GET', '/users/@me/guilds', ({ query }) => {
      const limit = Number(query.get('limit') ?? 200);
      if (limit < 1 || limit > 200) throw new ApiProblem(400, 50035, 'Invalid Form Body: limit');
      const after = BigInt(query.get('after') ?? 0);
      const guilds = [{ id: state.guild, name: 'Keyturn' }, ...state.otherGuilds].toSorted((a, b) =>
        BigInt(a.id) < BigInt(b.id) ? -1 : 1,
      );
      return guilds.filter(({ id }) => BigInt(id) > after).slice(0, limit);
    }),
    route('GET', '/users/:user', ({ params: [user] }) => userShape(userOf(state, user))),
    route('GET', '/applications/@me', () => ({ id: state.application, name: 'keyturn', flags: 0 })),
    route('GET', '/guilds/:guild', ({ params: [guild] }) => {
      inGuild(guild);
      return guildShape(state);
    }),
    route('GET', '/guilds/:guild/emojis', ({ params: [guild] }) => {
      inGuild(guild);
      return [...state.emoji].map((name, n) => ({ id: `${n + 1}`, name, animated: false }));
    }),
    route('GET', '/guilds/:guild/roles', ({ params: [guild = ''] }) => {
      inGuild(guild);
      // The other servers have the same roles; that of everybody is called like the server.
      return state.roles.map((role, position) => ({
        ...role,
        id: role.id === state.guild ? guild : role.id,
        position,
      }));
    }),
    route('GET', '/guilds/:guild/members/:user', ({ params: [guild, user] }) => {
      inGuild(guild);
      return memberShape(userOf(state, user));
    }),
    ...commandRoutes(state, '/applications/:app/guilds/:guild/commands'),
    ...commandRoutes(state, '/applications/:app/commands'),
  ];
}

/** @throws ApiProblem for a server that does not have the bot */
export function requireGuild(state: DiscordState, guild = ''): string {
  const isOther = state.otherGuilds.some(({ id, closed }) => id === guild && !closed);
  if (guild !== state.guild && !isOther) throw unknown.guild();
  return guild;
}

function commandRoutes(state: DiscordState, path: string): readonly Route[] {
  const key = ([app, guild = 'global']: readonly string[]): string => {
    const known = ['global', state.guild, ...state.otherGuilds.map(({ id }) => id)];
    if (app !== state.application || !known.includes(guild)) throw unknown.guild();
    if (state.otherGuilds.some(({ id, closed }) => id === guild && closed))
      throw new ApiProblem(403, 50001, 'Missing Access');
    return guild;
  };
  /** As Discord answers: with ids and versions, and with what was left out filled in. */
  const filledIn = (command: RegisteredCommand) => ({
    application_id: state.application,
    version: snowflake(),
    default_member_permissions: null,
    nsfw: false,
    name_localizations: null,
    type: 1,
    ...command,
    id: snowflake(),
  });
  return [
    route('GET', path, ({ params }) => [...(state.commands.get(key(params)) ?? [])]),
    route('PUT', path, ({ params, body }) => {
      checkCommands(body as never);
      const commands = (body as readonly RegisteredCommand[]).map(filledIn);
      state.commands.set(key(params), commands);
      return commands;
    }),
    // One of the same name is replaced.
    route('POST', path, ({ params, body }) => {
      checkCommands([body] as never);
      const command = filledIn(body as RegisteredCommand);
      const others = (state.commands.get(key(params)) ?? []).filter(({ name }) => name !== command.name);
      state.commands.set(key(params), [...others, command]);
      return command;
    }),
    route('DELETE', `${path}/:command`, ({ params }) => {
      const id = params.at(-1);
      const all = state.commands.get(key(params.slice(0, -1))) ?? [];
      if (!all.some((one) => one.id === id)) throw unknown.command();
      state.commands.set(
        key(params.slice(0, -1)),
        all.filter((one) => one.id !== id),
      );
      return undefined;
    }),
  ];
}

function userOf(state: DiscordState, id = '') {
  const user = state.users.get(id);
  if (user === undefined) throw unknown.member();
  return user;
}
