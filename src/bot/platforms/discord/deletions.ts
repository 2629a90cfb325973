import * as z from 'zod';
import type { Deleted } from '../../../chat/port.ts';
import { OddEvent } from './odd-event.ts';

const snowflake = z.string().regex(/^\d{1,20}$/);
const some = z.object({ guild_id: snowflake, channel_id: snowflake });
const one = some.extend({ id: snowflake });
const bulk = some.extend({ ids: z.array(snowflake) });
const channel = z.object({ guild_id: snowflake, id: snowflake });
const thread = z.object({ guild_id: snowflake, parent_id: snowflake });
const DELETIONS = new Set(['MESSAGE_DELETE', 'MESSAGE_DELETE_BULK', 'CHANNEL_DELETE', 'THREAD_DELETE']);
/** Deletions in direct messages carry no server; nothing that lasts is shown there. */
const direct = z.object({ guild_id: z.undefined().optional() });

/**
 * What an event of the gateway says was deleted; undefined for every other event.
 * @param parentOf the channel of a thread, if it is known to be one
 * @throws OddEvent for what Discord does not send
 */
export function deletionOf(
  packet: unknown,
  parentOf: (channel: string) => string | undefined,
): Deleted | undefined {
  const { t, d } = (packet ?? {}) as { readonly t?: unknown; readonly d?: unknown };
  if (typeof t !== 'string' || !DELETIONS.has(t) || direct.safeParse(d).success) return undefined;
  switch (t) {
    case 'MESSAGE_DELETE': {
      const { guild_id, channel_id, id } = read(one, d);
      return messagesIn(guild_id, channel_id, [id], parentOf);
    }
    case 'MESSAGE_DELETE_BULK': {
      const { guild_id, channel_id, ids } = read(bulk, d);
      return messagesIn(guild_id, channel_id, ids, parentOf);
    }
    case 'CHANNEL_DELETE': {
      const { guild_id, id } = read(channel, d);
      return { platform: 'discord', workspace: guild_id, channel: id };
    }
    case 'THREAD_DELETE': {
      const { guild_id, parent_id } = read(thread, d);
      return { platform: 'discord', workspace: guild_id, channel: parent_id };
    }
    default:
      return undefined;
  }
}

function messagesIn(
  guild: string,
  channel: string,
  ids: readonly string[],
  parentOf: (channel: string) => string | undefined,
): Deleted {
  const parent = parentOf(channel);
  const at = { platform: 'discord', workspace: guild } as const;
  // A message in a thread is named with it.
  return parent === undefined
    ? { ...at, channel, messages: ids }
    : { ...at, channel: parent, messages: ids.map((id) => `${channel}/${id}`) };
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  throw new OddEvent(`a deletion without ${found.error.issues[0]?.path.join('.') ?? 'its parts'}`);
}
