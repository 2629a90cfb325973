import { type Client, Events } from 'discord.js';
import type { Inbound } from '../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError, type Receiver } from '../../chat/port.ts';
import { createBrake } from './brake/brake.ts';
import { createKeeper } from './channel-keeper/keeper.ts';
import { createChannels } from './channels.ts';
import { type Kept, keepRegistered } from './commands/keep-registered.ts';
import { type Connection, connect } from './connect.ts';
import { delivering } from './errors.ts';
import { createGateway } from './gateway.ts';
import { createInteractions, type Interactions } from './interactions/interactions.ts';
import { orDirectly } from './interactions/or-directly.ts';
import { createMessages } from './messages.ts';
import { DEFAULT_TIMING, type DiscordOptions, LIMITS, NO_CATEGORIES } from './options.ts';
import { createQuietMessages } from './quiet.ts';
import { createDirectResponder } from './reactions/direct.ts';
import { listReactions } from './reactions/list.ts';
import { readReaction } from './reactions/read.ts';
import { createRest, PER_SECOND } from './rest.ts';
import { rolesOf } from './roles.ts';

/** Discord as a chat platform: events come through its gateway, everything else goes through its REST API. */
export function createDiscord(options: DiscordOptions): ChatPlatform {
  const { log, commands, guild, categories = NO_CATEGORIES } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const brake = createBrake(log);
  const rest = createRest({ ...options, brake });
  const quiet = createQuietMessages();
  const channels = createChannels(rest);
  const messages = createMessages(channels, quiet);
  const underWay = new Set<Promise<void>>();
  let stopping = new AbortController();
  let connection: Connection | undefined;
  let interactions: Interactions | undefined;
  let kept: Kept | undefined;

  /** Work that an event caused; it is waited for when we stop. */
  function work(what: string, promise: Promise<void>): void {
    const done = promise
      .catch((error: unknown) => log.error({ err: error, what }, 'Discord: an event was not handled'))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  function lookForMissed(receiver: Receiver): void {
    work('events that were missed', receiver.missed?.() ?? Promise.resolve());
  }

  function open(receiver: Receiver): Client {
    const opened = createGateway(options, brake, stopping.signal);
    const interact = createInteractions({ rest, receiver, commands, messages, quiet, timing, log });
    interactions = interact;
    const missed = (): void => lookForMissed(receiver);
    const react = async (read: Promise<Inbound | undefined>): Promise<void> => {
      const inbound = await read;
      if (inbound === undefined) return;
      await receiver.receive(inbound, createDirectResponder({ rest, channels }, inbound));
    };
    opened.on(Events.InteractionCreate, (interaction) => work('interaction', interact.handle(interaction)));
    opened.on(Events.MessageReactionAdd, (one, user) =>
      work('reaction', react(readReaction(one, user, true, log))),
    );
    opened.on(Events.MessageReactionRemove, (one, user) =>
      work('reaction', react(readReaction(one, user, false, log))),
    );
    // A moderator cleared them: the event does not say whose they were.
    opened.on(Events.MessageReactionRemoveAll, missed);
    opened.on(Events.MessageReactionRemoveEmoji, missed);
    // The first is the start, where the bot compares by itself. A new session replays nothing.
    opened.once(Events.ShardReady, () => opened.on(Events.ShardReady, missed));
    opened.on(Events.ShardResume, missed);
    return opened;
  }

  return {
    id: 'discord',
    limits: LIMITS,
    channels: createKeeper({
      rest: createRest({ ...options, brake, retries: 0, perSecond: PER_SECOND.keeper }),
      guild,
      categories,
    }),
    async start(receiver) {
      stopping = new AbortController();
      connection = await connect({
        token: options.token,
        log,
        retryMs: timing.reconnectMs,
        refusedMs: timing.refusedMs,
        open: () => open(receiver),
        late: () => lookForMissed(receiver),
      });
      kept = keepRegistered({ rest, guild, commands, everyMs: timing.commandsEveryMs, log });
      await kept.settled;
    },
    async stop() {
      stopping.abort();
      kept?.stop();
      await connection?.close();
      await Promise.all(underWay);
    },
    problems: () => [...new Set([...(connection?.problems() ?? []), ...brake.problems()])],
    ...messages,
    reactions: (ref) => delivering(() => listReactions(rest, ref)),
    rolesOf: (account) => rolesOf(rest, account),
    async recall(kept) {
      if (interactions === undefined)
        throw new DeliveryError('unavailable', 'Discord has not been reached yet.');
      const { inbound, responder } = interactions.recall(kept);
      return {
        inbound,
        responder: orDirectly(responder, createDirectResponder({ rest, channels }, inbound)),
      };
    },
  };
}
