import type { Place } from '../../../chat/inbound.ts';
import { lookBack } from '../../../chat/look-back.ts';
import type { Looked } from '../../../chat/port.ts';
import type { WebClient } from './client.ts';
import { attempt, toDeliveryError } from './errors.ts';
import type { Message } from './posted.ts';

const PAGE = 200;

/** Which messages of a channel, or of one of its threads, Slack does not list any more. */
export function missingIn(
  client: WebClient,
  { channel, thread }: Place,
  messages: readonly string[],
): Promise<Looked> {
  return lookBack(messages, (upTo) =>
    thread === undefined ? historyPage(client, channel, upTo) : replyPage(client, channel, upTo),
  );
}

async function historyPage(client: WebClient, channel: string, upTo: string) {
  const { messages = [], has_more: more = false } = await attempt(() =>
    client.conversations.history({ channel, latest: upTo, inclusive: true, limit: PAGE }),
  );
  return { ids: standing(messages), more };
}

/** Threads are listed from their beginning: each reply is asked for by itself. */
async function replyPage(client: WebClient, channel: string, ts: string) {
  try {
    const { messages = [] } = await attempt(() => client.conversations.replies({ channel, ts, limit: 1 }));
    return { ids: standing(messages as Message[]), more: true };
  } catch (error) {
    if (toDeliveryError(error).kind !== 'gone') throw error;
    return { ids: [], more: true };
  }
}

/** What stands in the place of a message that had replies is none. */
function standing(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(({ ts, subtype }) => (ts === undefined || subtype === 'tombstone' ? [] : [ts]));
}
