import { randomUUID } from 'node:crypto';
import type { MessageReaction, PartialMessageReaction, PartialUser, User } from 'discord.js';
import type { Inbound } from '../../../../chat/inbound.ts';
import type { Stranger } from '../../../../chat/stranger.ts';
import type { Logger } from '../../../../log.ts';
import { CODES, hasCode } from '../errors.ts';
import { isHuman } from '../humans.ts';
import { snowflake } from '../odd-event.ts';
import { accountOf, type ChannelOrThread, placeOf, refOf } from '../refs.ts';

type AnyReaction = MessageReaction | PartialMessageReaction;
type AnyUser = User | PartialUser;

/**
 * A reaction that came or went; undefined when it was not in a server. The gateway gives these events no id of
 * their own, and needs none: whoever handles one looks at what stands on the message now.
 */
export async function readReaction(
  { message, emoji }: AnyReaction,
  user: AnyUser,
  added: boolean,
  log: Logger,
): Promise<Inbound | undefined> {
  const guild = message.guildId;
  if (guild === null) return undefined;
  const { channel } = message;
  const spot: ChannelOrThread =
    channel.isThread() && channel.parentId !== null
      ? { channel: channel.parentId, thread: channel.id }
      : { channel: message.channelId };
  const known = user.partial ? await whole(user, log) : user;
  const isKnown = typeof known !== 'string';
  return {
    id: randomUUID(),
    account: accountOf(snowflake(guild, 'server'), snowflake(user.id, 'user')),
    displayName: isKnown ? (known.globalName ?? known.username) : user.id,
    human: isKnown && isHuman(known),
    ...(isKnown ? {} : { stranger: known }),
    place: placeOf(guild, spot),
    type: 'reaction',
    emoji: emoji.name ?? '',
    added,
    message: refOf(guild, spot, snowflake(message.id, 'message')),
  };
}

/** Whoever cannot be looked up is not taken for a human: the vote waits for the next look at Discord's own list. */
async function whole(user: PartialUser, log: Logger): Promise<User | Stranger> {
  try {
    return await user.fetch();
  } catch (error) {
    log.warn({ err: error, user: user.id }, 'Discord did not say who reacted');
    return hasCode(error, CODES.unknownUser) ? 'unknown' : 'temporary';
  }
}
