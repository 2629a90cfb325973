import { type APIMessage, type REST, Routes } from 'discord.js';
import type { Place } from '../../../chat/inbound.ts';
import { lookBack } from '../../../chat/look-back.ts';
import type { Looked } from '../../../chat/port.ts';
import { addressOf } from './refs.ts';

const PAGE = 100;

/** Which messages of a channel, or of one of its threads, Discord does not list any more. */
export async function missingIn(
  rest: REST,
  { platform, workspace, channel, thread }: Place,
  messages: readonly string[],
): Promise<Looked> {
  const names = new Map(
    messages.map((message) => [addressOf({ platform, workspace, channel, message }).message, message]),
  );
  const { gone, left } = await lookBack([...names.keys()], async (upTo) => {
    // Discord has no "up to and with".
    const query = new URLSearchParams({ before: String(BigInt(upTo) + 1n), limit: String(PAGE) });
    const page = (await rest.get(Routes.channelMessages(thread ?? channel), {
      query,
    })) as readonly APIMessage[];
    return { ids: page.map(({ id }) => id), more: page.length === PAGE };
  });
  const named = (ids: readonly string[]): readonly string[] => ids.map((id) => names.get(id) ?? id);
  return { gone: named(gone), left: named(left) };
}
