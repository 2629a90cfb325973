import { Client, GatewayIntentBits, Options, Partials } from 'discord.js';
import type { Brake } from './brake/brake.ts';
import type { DiscordOptions } from './options.ts';
import { PER_SECOND } from './rest.ts';

/** What we listen to. Neither is privileged: Keyturn reads no messages and no member lists. */
export const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions];

/**
 * The connection that brings events. It keeps servers, channels and roles in memory, as the library must, and
 * nothing else: whatever decides something is asked of the REST API at that moment.
 */
export function createGateway(
  { apiUrl, log }: Pick<DiscordOptions, 'apiUrl' | 'log'>,
  brake: Brake,
  stopping: AbortSignal,
): Client {
  const client = new Client({
    intents: INTENTS,
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
  return client;
}
