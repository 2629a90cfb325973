import { can, inChannel, inGuild, MAY } from '../permissions.ts';
import { ApiProblem, collectFaults, unknown } from '../problem.ts';
import { addChannel, type DiscordState, type FakeChannel, type FakeOverwrite } from '../state.ts';
import { type Exchange, type Route, route } from './exchange.ts';
import { requireGuild } from './guild.ts';
import { findMessage, openChannel } from './messages.ts';
import { channelShape } from './shapes.ts';

export interface ChannelEvents {
  channelChanged(event: 'CHANNEL_CREATE' | 'CHANNEL_UPDATE', channel: string): void;
}

interface Written {
  readonly name?: string;
  readonly type?: number;
  readonly topic?: string | null;
  readonly parent_id?: string | null;
  readonly permission_overwrites?: readonly FakeOverwrite[];
}

const MOST = { inGuild: 500, inCategory: 50, overwrites: 1000, pins: 250 };

/** Opening channels, changing them, who may do what in them, and pins. */
export function channelRoutes(state: DiscordState, events: ChannelEvents): readonly Route[] {
  return [
    route('GET', '/guilds/:guild/channels', ({ params: [guild] }) => {
      return guildChannels(state, requireGuild(state, guild)).map(({ id }) => channelShape(state, id));
    }),
    route('POST', '/guilds/:guild/channels', (exchange) => {
      const channel = create(state, exchange);
      events.channelChanged('CHANNEL_CREATE', channel.id);
      return channelShape(state, channel.id);
    }),
    route('PATCH', '/channels/:channel', ({ params: [id], body }) => {
      const channel = openChannel(state, id);
      if (channel.type === 11) return channelShape(state, openAgain(channel, body).id);
      needIn(state, channel, MAY.manageChannels);
      change(state, channel, body);
      events.channelChanged('CHANNEL_UPDATE', channel.id);
      return channelShape(state, channel.id);
    }),
    route('PUT', '/channels/:channel/permissions/:overwrite', ({ params: [channel, id = ''], body }) => {
      putOverwrite(state, openChannel(state, channel), { ...(body as Omit<FakeOverwrite, 'id'>), id });
      events.channelChanged('CHANNEL_UPDATE', channel ?? '');
      return undefined;
    }),
    route('PUT', '/channels/:channel/messages/pins/:message', ({ params: [channel, id] }) => {
      const { id: message } = findMessage(state, channel, id);
      const { pins } = needIn(state, openChannel(state, channel), MAY.pin);
      if (pins.includes(message)) return undefined;
      if (pins.length >= MOST.pins) {
        throw new ApiProblem(400, 30003, 'Maximum number of pins reached for the channel (250)');
      }
      pins.push(message);
      return undefined;
    }),
  ];
}

/** Whoever may write in a thread may open it again, unless a moderator locked it. */
function openAgain(thread: FakeChannel, body: unknown): FakeChannel {
  if ((body as { archived?: boolean }).archived !== false) throw missingPermissions();
  if (thread.archived === 'locked') throw missingPermissions();
  thread.archived = 'no';
  return thread;
}

function create(state: DiscordState, { params: [guild], body }: Exchange): FakeChannel {
  const server = requireGuild(state, guild);
  const { name = '', type = 0, topic = null, parent_id: parent = null, ...rest } = body as Written;
  const category = parent === null ? undefined : state.channels.get(parent);
  // In a category, its exceptions count.
  const bot = botOf(state);
  const held = category === undefined ? inGuild(state, bot) : inChannel(state, bot, category);
  if ((held & MAY.manageChannels) === 0n) throw missingPermissions();
  check(state, { name, topic, parent_id: parent }, undefined);
  const faults = collectFaults();
  faults.check(type === 0 || type === 4, 'type', 'Not a type that this fake knows.');
  faults.throwIfAny();
  if (guildChannels(state, server).length >= MOST.inGuild) {
    throw new ApiProblem(400, 30013, 'Maximum number of guild channels reached (500)');
  }
  const given = rest.permission_overwrites;
  for (const one of given ?? []) checkOverwrite(state, one, inGuild(state, bot));
  const channel = addChannel(state, asNamed(name), { type: type as 0 | 4, parent, guild: server });
  channel.topic = topic;
  // Without exceptions of its own, a new channel has those of its category.
  channel.overwrites = [...(given ?? category?.overwrites ?? [])];
  return channel;
}

function change(state: DiscordState, channel: FakeChannel, body: Written): void {
  check(state, body, channel);
  const { name, topic, parent_id: parent, permission_overwrites: given } = body;
  if (given !== undefined) {
    needIn(state, channel, MAY.manageRoles);
    for (const one of given) checkOverwrite(state, one, allowedIn(state, channel));
    channel.overwrites = [...given];
  }
  if (name !== undefined) channel.name = asNamed(name);
  if (topic !== undefined) channel.topic = topic;
  if (parent !== undefined) channel.parent = parent;
}

function check(
  state: DiscordState,
  { name, topic, parent_id: parent }: Written,
  channel: FakeChannel | undefined,
): void {
  const faults = collectFaults();
  const between = name === undefined || (name.length >= 1 && name.length <= 100);
  faults.check(between, 'name', 'Must be between 1 and 100 in length.');
  faults.check((topic ?? '').length <= 1024, 'topic', 'Must be 1024 or fewer in length.');
  if (parent !== undefined && parent !== null && parent !== channel?.parent) {
    const isCategory = state.channels.get(parent)?.type === 4;
    faults.check(isCategory, 'parent_id', 'Category does not exist');
    const inside = [...state.channels.values()].filter((one) => one.parent === parent).length;
    if (inside >= MOST.inCategory) throw categoryFull();
  }
  faults.throwIfAny();
}

function putOverwrite(state: DiscordState, channel: FakeChannel, given: FakeOverwrite): void {
  needIn(state, channel, MAY.manageRoles);
  checkOverwrite(state, given, allowedIn(state, channel));
  const others = channel.overwrites.filter(({ id }) => id !== given.id);
  if (others.length >= MOST.overwrites) {
    throw new ApiProblem(400, 30060, 'Maximum number of permission overwrites for guild channels reached');
  }
  const { id, type, allow, deny } = given;
  channel.overwrites = [...others, { id, type, allow, deny }];
}

/** Only what the bot may do itself can be allowed or denied. */
function checkOverwrite(state: DiscordState, given: FakeOverwrite, held: bigint): void {
  const { id, type, allow = '0', deny = '0' } = given;
  const faults = collectFaults();
  const isKnown =
    type === 1
      ? /^\d{17,20}$/.test(id)
      : [...state.roles, ...state.otherGuilds].some((role) => role.id === id);
  faults.check(isKnown, 'permission_overwrites.id', 'Unknown Overwrite');
  faults.check(/^\d+$/.test(allow) && /^\d+$/.test(deny), 'permission_overwrites', 'Not a permission.');
  faults.throwIfAny();
  const touched = BigInt(allow) | BigInt(deny);
  const administers = (held & MAY.administer) !== 0n;
  if ((touched & ~held) !== 0n || ((touched & MAY.manageRoles) !== 0n && !administers)) {
    throw missingPermissions();
  }
}

function allowedIn(state: DiscordState, channel: FakeChannel): bigint {
  const bot = botOf(state);
  const parent = state.channels.get(channel.parent ?? '');
  return inGuild(state, bot) | (parent === undefined ? 0n : inChannel(state, bot, parent));
}

function needIn(state: DiscordState, channel: FakeChannel, bit: bigint): FakeChannel {
  if (!can(state, state.bot, channel, bit)) throw missingPermissions();
  return channel;
}

function guildChannels(state: DiscordState, guild: string): readonly FakeChannel[] {
  return [...state.channels.values()].filter(
    (channel) => channel.guild === guild && (channel.type === 0 || channel.type === 4),
  );
}

/** Discord changes the name of a text channel itself. */
function asNamed(name: string): string {
  return name.toLowerCase().replaceAll(/\s+/g, '-');
}

function botOf(state: DiscordState) {
  const bot = state.users.get(state.bot);
  if (bot === undefined) throw unknown.member();
  return bot;
}

function missingPermissions(): ApiProblem {
  return new ApiProblem(403, 50013, 'Missing Permissions');
}

function categoryFull(): ApiProblem {
  const message = 'Maximum number of channels in category reached (50)';
  return new ApiProblem(400, 50035, 'Invalid Form Body', {
    parent_id: { _errors: [{ code: 'CHANNEL_PARENT_MAX_CHANNELS', message }] },
  });
}
