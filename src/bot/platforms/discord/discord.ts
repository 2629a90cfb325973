import { type Client, Events } from 'discord.js';
import type { Inbound } from '../../../chat/inbound.ts';
import { createOddities } from '../../../chat/oddities.ts';
import { type ChatPlatform, DeliveryError, type Receiver } from '../../../chat/port.ts';
import { createBrake } from './brake/brake.ts';
import { createKeeper } from './channel-keeper/keeper.ts';
import { createChannels } from './channels.ts';
import { type Kept, keepRegistered } from './commands/keep-registered.ts';
import { type Connection, connect, type OpenHooks } from './connect.ts';
import { deletionOf } from './deletions.ts';
import { delivering } from './errors.ts';
import { createGateway } from './gateway/gateway.ts';
import { createIdentifies } from './gateway/identifies.ts';
import { createInteractions, type Interactions } from './interactions/interactions.ts';
import { createMessages } from './messages.ts';
import { missingIn } from './missing.ts';
import { OddEvent } from './odd-event.ts';
import { DEFAULT_TIMING, type DiscordOptions, LIMITS, NO_CATEGORIES } from './options.ts';
import { createQuietMessages } from './quiet.ts';
import { createDirectResponder } from './reactions/direct.ts';
import { listReactions } from './reactions/list.ts';
import { readReaction } from './reactions/read.ts';
import { renderCard } from './render/message.ts';
import { createRest, PER_SECOND } from './rest.ts';
import { rolesOf } from './roles.ts';

/** Discord as a chat platform: events come through its gateway, everything else goes through its REST API. */
export function createDiscord(options: DiscordOptions): ChatPlatform {
  const { log, commands, guild, servers = [], categories = NO_CATEGORIES } = options;
  const others = servers.map(({ id }) => id);
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const brake = createBrake(log);
  const oddities = createOddities(log, 'discord');
  const identifies = createIdentifies(timing.identifies);
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
      .catch((error: unknown) => {
        if (error instanceof OddEvent) oddities.note(what, error);
        else log.error({ err: error, what }, 'Discord: an event was not handled');
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  }

  function lookForMissed(receiver: Receiver): void {
    work('events that were missed', receiver.missed());
  }

  function open(receiver: Receiver, hooks: OpenHooks): Client {
    const opened = createGateway({
      ...options,
      ...hooks,
      brake,
      identifies,
      oddities,
      stopping: stopping.signal,
    });
    const direct = (inbound: Inbound) => createDirectResponder({ rest, channels }, inbound);
    const served = guild === null ? [] : [guild, ...others];
    const interact = createInteractions({
      ...{ rest, servers: served, receiver, commands, messages, quiet, direct, timing, log },
    });
    interactions = interact;
    const missed = (): void => lookForMissed(receiver);
    const react = async (read: Promise<Inbound | undefined>): Promise<void> => {
      const inbound = await read;
      if (inbound === undefined) return;
      await receiver.receive(inbound, direct(inbound));
    };
    opened.on(Events.InteractionCreate, (interaction) => work('interaction', interact.handle(interaction)));
    opened.on(Events.MessageReactionAdd, (one, user) =>
      work('reaction', react(readReaction(one, user, true, log))),
    );
    opened.on(Events.MessageReactionRemove, (one, user) =>
      work('reaction', react(readReaction(one, user, false, log))),
    );
    // Raw, because the library drops what was deleted in channels and threads that it has not seen.
    opened.on(Events.Raw, (packet: unknown) =>
      work(
        'a deletion',
        (async () => {
          const deleted = deletionOf(packet, (thread) => parentOf(opened, thread));
          if (deleted !== undefined) await receiver.deleted(deleted);
        })(),
      ),
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
    shortens: (card) => renderCard(card).overflow !== undefined,
    channels: createKeeper({
      rest: createRest({ ...options, brake, retries: 0, perSecond: PER_SECOND.keeper }),
      servers: guild === null ? [] : [{ name: 'main', id: guild, categories }, ...servers],
    }),
    async start(receiver) {
      stopping = new AbortController();
      connection = await connect({
        token: options.token,
        log,
        retryMs: timing.reconnectMs,
        refusedMs: timing.refusedMs,
        loginMs: timing.loginMs,
        open: (hooks) => open(receiver, hooks),
        late: () => lookForMissed(receiver),
      });
      kept = keepRegistered({ rest, guild, servers: others, commands, everyMs: timing.commandsEveryMs, log });
      await kept.settled;
    },
    async stop() {
      stopping.abort();
      kept?.stop();
      await connection?.close();
      await Promise.all(underWay);
    },
    oddities: () => oddities.count,
    problems: () => [...new Set([...(connection?.problems() ?? []), ...brake.problems()])],
    ...messages,
    missing: (place, messages) => delivering(() => missingIn(rest, place, messages)),
    reactions: (ref) => delivering(() => listReactions(rest, ref, log)),
    rolesOf: (account) => rolesOf(rest, account),
    async recall(kept) {
      if (interactions === undefined)
        throw new DeliveryError('unavailable', 'Discord has not been reached yet.');
      return interactions.recall(kept);
    },
  };
}

/** The channel of a thread that is known; undefined for what is none. */
function parentOf({ channels }: Client, id: string): string | undefined {
  const found = channels.cache.get(id);
  return found?.isThread() === true ? (found.parentId ?? undefined) : undefined;
}
