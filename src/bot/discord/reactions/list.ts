import { type APIMessage, type APIUser, type REST, Routes } from 'discord.js';
import type { MessageRef } from '../../../chat/inbound.ts';
import type { Reaction } from '../../../chat/port.ts';
import { accountOf, addressOf } from '../refs.ts';

const PAGE = 100;
/** Ordinary reactions and super reactions are two lists. */
const KINDS = [
  ['normal', '0'],
  ['burst', '1'],
] as const;

/** Who put which emoji on a message, as Discord's own list has it now; each person once an emoji. */
export async function listReactions(rest: REST, ref: MessageRef): Promise<readonly Reaction[]> {
  const { channel, message } = addressOf(ref);
  const found = (await rest.get(Routes.channelMessage(channel, message))) as APIMessage;
  const all: Reaction[] = [];
  for (const { emoji, count_details: counts } of found.reactions ?? []) {
    const users = new Map<string, APIUser>();
    for (const [kind, type] of KINDS) {
      if (counts[kind] === 0) continue;
      for (const user of await usersOf(rest, { channel, message }, emoji, type)) users.set(user.id, user);
    }
    for (const user of users.values()) {
      const human = user.bot !== true && user.system !== true;
      all.push({ emoji: emoji.name ?? '', account: accountOf(ref.workspace, user.id), human });
    }
  }
  return all;
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
