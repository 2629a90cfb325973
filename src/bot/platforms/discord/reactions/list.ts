import { type APIMessage, type APIUser, type REST, Routes } from 'discord.js';
import type { MessageRef } from '../../../../chat/inbound.ts';
import type { Reaction } from '../../../../chat/port.ts';
import type { Logger } from '../../../../log.ts';
import { within } from '../../../../waiting/within.ts';
import { CODES, hasCode } from '../errors.ts';
import { isHuman } from '../humans.ts';
import { accountOf, addressOf } from '../refs.ts';

const PAGE = 100;
/** Ordinary reactions and super reactions are two lists. */
const KINDS = [
  ['normal', '0'],
  ['burst', '1'],
] as const;

/** One emoji whose list takes longer is left for the next time, so that it does not hold up all others. */
const LIST_MS = 3_000;
/** What says something of the message, and not of one of its emoji. */
const OF_THE_MESSAGE = [
  CODES.unknownMessage,
  CODES.unknownChannel,
  CODES.missingAccess,
  CODES.missingPermissions,
] as const;

type ReactionOf = NonNullable<APIMessage['reactions']>[number];

/**
 * Who put which emoji on a message, as Discord's own list has it now; each person once an emoji. An emoji whose list
 * Discord does not give (one that was deleted, one list too many for its limits) is unknown by itself.
 */
export async function listReactions(
  rest: REST,
  ref: MessageRef,
  log: Pick<Logger, 'warn'>,
): Promise<readonly Reaction[]> {
  const { channel, message } = addressOf(ref);
  const found = (await rest.get(Routes.channelMessage(channel, message))) as APIMessage;

  async function one({ emoji, count_details: counts }: ReactionOf): Promise<readonly Reaction[]> {
    const users = new Map<string, APIUser>();
    for (const [kind, type] of KINDS) {
      if (counts[kind] === 0) continue;
      for (const user of await usersOf(rest, { channel, message }, emoji, type)) users.set(user.id, user);
    }
    return [...users.values()].map((user) => ({
      emoji: emoji.name ?? '',
      account: accountOf(ref.workspace, user.id),
      human: isHuman(user),
    }));
  }

  async function oneOrUnknown(reaction: ReactionOf): Promise<readonly Reaction[]> {
    try {
      return await within(LIST_MS, 'a list of one emoji', one(reaction));
    } catch (error) {
      if (OF_THE_MESSAGE.some((code) => hasCode(error, code))) throw error;
      const emoji = reaction.emoji.name ?? undefined;
      log.warn({ err: error, emoji }, 'who reacted is not known, and is looked at again');
      return [{ emoji, account: undefined, human: undefined }];
    }
  }

  return (await Promise.all((found.reactions ?? []).map(oneOrUnknown))).flat();
}

async function usersOf(
  rest: REST,
  at: { readonly channel: string; readonly message: string },
  emoji: { readonly id: string | null; readonly name: string | null },
  type: string,
): Promise<readonly APIUser[]> {
  const name = encodeURIComponent(emoji.id === null ? (emoji.name ?? '') : `${emoji.name}:${emoji.id}`);
  const route = Routes.channelMessageReaction(at.channel, at.message, name);
  const users: APIUser[] = [];
  for (;;) {
    const after = users.at(-1)?.id;
    const query = new URLSearchParams({
      limit: String(PAGE),
      type,
      ...(after === undefined ? {} : { after }),
    });
    const page = (await rest.get(route, { query })) as readonly APIUser[];
    users.push(...page);
    if (page.length < PAGE) return users;
  }
}
