import { Client, GatewayIntentBits, Options, Partials } from 'discord.js';
import type { Oddities } from '../../../../chat/oddities.ts';
import type { Brake } from '../brake/brake.ts';
import type { DiscordOptions } from '../options.ts';
import { PER_SECOND } from '../rest.ts';
import type { Identifies } from './identifies.ts';
import { type SteadyOptions, steadySharding } from './steady-sharding.ts';

/**
 * What we listen to. None is privileged: Keyturn reads no messages and no member lists. Of messages it hears when one is
 * deleted; that others come and change is dropped unread, and what they say is not sent to us.
 */
export const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
];
const UNREAD: ReadonlySet<unknown> = new Set(['MESSAGE_CREATE', 'MESSAGE_UPDATE']);

export interface GatewayOptions extends Pick<DiscordOptions, 'apiUrl' | 'log'>, SteadyOptions {
  readonly brake: Brake;
  readonly identifies: Identifies;
  readonly stopping: AbortSignal;
}

/**
 * The connection that brings events. It keeps servers, channels and roles in memory, as the library must, and
 * nothing else: whatever decides something is asked of the REST API at that moment.
 */
export function createGateway({
  apiUrl,
  log,
  brake,
  identifies,
  stopping,
  ...steady
}: GatewayOptions): Client {
  const client = new Client({
    intents: INTENTS,
    // One connection is enough for 2,500 servers, and Discord's answer does not decide how many are made.
    shards: [0],
    shardCount: 1,
    // Without these the library drops reactions on messages that it has not seen.
    partials: [Partials.Message, Partials.Reaction, Partials.User, Partials.GuildMember, Partials.Channel],
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      ThreadMemberManager: 0,
    }),
    allowedMentions: { parse: [] },
    ws: {
      buildStrategy: steadySharding(steady),
      buildIdentifyThrottler: () => identifies,
    },
    rest: {
      api: apiUrl,
      version: '10',
      timeout: 7_000,
      globalRequestsPerSecond: PER_SECOND.gateway,
      makeRequest: brake.makeRequest,
    },
  });
  client.on('error', (error) => log.error({ err: error }, 'Discord: the library failed'));
  client.on('shardError', (error) => log.warn({ err: error }, 'Discord: the connection failed'));
  client.on('shardReconnecting', () => {
    if (!stopping.aborted) log.warn('Discord: the connection was lost, connecting again');
  });
  dropOddEvents(client, steady.oddities);
  return client;
}

/** The library reads events, at once or a little later, with handlers that throw over what they do not expect. */
function dropOddEvents({ ws }: Client, oddities: Oddities): void {
  const library = ws as unknown as { handlePacket(packet: unknown, shard: unknown): boolean };
  const handle = library.handlePacket.bind(ws);
  library.handlePacket = (packet, shard) => {
    if (UNREAD.has((packet as { readonly t?: unknown } | null)?.t)) return true;
    try {
      return handle(packet, shard);
    } catch (error) {
      oddities.note('an event of the gateway', error);
      return false;
    }
  };
}
