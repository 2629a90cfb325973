import { channelMark, markIn, nameWithSuffix } from '../../../../channel/name.ts';
import type { WebClient } from '../client.ts';

/** A channel that the app is in, as Slack lists it. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly purpose: string;
  readonly archived: boolean;
}

const PAGE = 999;
const PAGES = 20;

/**
 * The channel that was opened under a key, archived ones included. It carries the key's mark in its purpose; one whose
 * opening broke off before that still has the name that it was made with, which no other key gives.
 * @param name as wished
 */
export async function findOpened(
  client: WebClient,
  bot: string,
  name: string,
  key: string,
): Promise<Listed | undefined> {
  const made = nameWithSuffix(name, key);
  const mark = channelMark(key);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await client.users.conversations({
      types: 'public_channel,private_channel',
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const channel of answer.channels ?? []) {
      const listed = read(channel);
      const marked = markIn(listed.purpose);
      const unfinished = marked === undefined && listed.name === made && channel.creator === bot;
      if (marked === mark || unfinished) return listed;
    }
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  return undefined;
}

export interface Answered {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly topic?: { readonly value?: string } | undefined;
  readonly purpose?: { readonly value?: string } | undefined;
  readonly is_archived?: boolean | undefined;
}

export function read({
  id = '',
  name = '',
  topic,
  purpose,
  is_archived: archived = false,
}: Answered): Listed {
  return { id, name, topic: topic?.value ?? '', purpose: purpose?.value ?? '', archived };
}
