import type { webApi } from '@slack/bolt';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';

/** The type of the metadata in which each of our messages carries its key. */
export const METADATA_TYPE = 'keyturn_message';

export type Message = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

/** Where a message may have been posted: a channel, or one of its threads. */
export interface Where {
  readonly channel: string;
  readonly thread?: string | undefined;
}

/** The message at a place that an earlier try posted, if it is there. @throws DeliveryError */
export type Find = (where: Where, isIt: (message: Message) => boolean) => Promise<Message | undefined>;

const PAGE = 200;
const PAGES = 5;

export function metadataOf(key: string) {
  return { event_type: METADATA_TYPE, event_payload: { key } };
}

/**
 * The message that was posted under a key, if an earlier try got through although we never heard of it.
 * @param since as seconds; older ones are not looked at.
 * @throws DeliveryError `gone` when the thread is not there any more.
 */
export async function findPosted(
  client: WebClient,
  where: Where,
  since: number,
  isIt: (message: Message) => boolean,
): Promise<Message | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await attempt(() => read(client, where, since, cursor));
    const found = (answer.messages ?? []).find(isIt);
    if (found !== undefined) return found;
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  return undefined;
}

export function hasKey(key: string): (message: Message) => boolean {
  return ({ metadata }) =>
    metadata?.event_type === METADATA_TYPE &&
    (metadata.event_payload as { key?: unknown } | undefined)?.key === key;
}

async function read(
  client: WebClient,
  { channel, thread }: Where,
  since: number,
  cursor: string | undefined,
): Promise<{ messages?: Message[]; response_metadata?: { next_cursor?: string } }> {
  const page = {
    channel,
    oldest: since.toFixed(6),
    limit: PAGE,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  };
  if (thread === undefined) return client.conversations.history(page);
  const answer = await client.conversations.replies({ ...page, ts: thread });
  return { ...answer, messages: (answer.messages ?? []) as Message[] } as { messages: Message[] };
}
