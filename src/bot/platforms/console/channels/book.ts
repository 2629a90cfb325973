import { cardText } from '../../../../chat/card.ts';
import { DeliveryError } from '../../../../chat/port.ts';
import { oneLine } from '../../../../chat/safe-text.ts';
import { OpsError } from '../../../../errors.ts';
import type { Reader } from '../../../../store/database.ts';
import type { MessageBody } from '../message.ts';
import type { Channel } from '../options.ts';
import { unknownThing } from '../refusals.ts';
import { channelOfId, channelsSeenBy, pinnedMessages } from './store.ts';

/** A channel as the page lists it. */
export interface ListedChannel extends Channel {
  readonly private: boolean;
  readonly archived: boolean;
  readonly pinned: readonly { readonly id: string; readonly title: string }[];
}

/** All channels: those of the settings, and those that were opened. */
export interface Book {
  has(id: string): boolean;
  /** Those of the settings first. Without a persona only the public ones. */
  seenBy(reader: Reader, persona: string | undefined): Promise<readonly ListedChannel[]>;
  /** @throws DeliveryError `no-channel` where nothing can be posted */
  requireOpen(reader: Reader, id: string): Promise<void>;
  /** @throws OpsError when the persona does not see it */
  requireSeen(reader: Reader, id: string, persona: string): Promise<ListedChannel>;
  /** Same, and @throws OpsError when nobody may write in it any more */
  requireWritable(reader: Reader, id: string, persona: string): Promise<void>;
}

const TITLE = 60;

export function createBook(settings: readonly Channel[]): Book {
  const fixed = new Set(settings.map(({ id }) => id));

  async function seenBy(reader: Reader, persona: string | undefined): Promise<readonly ListedChannel[]> {
    const opened = await channelsSeenBy(reader, persona);
    const pinned = Map.groupBy(await pinnedMessages(reader), ({ channel }) => channel);
    const all = [
      ...settings.map((one) => ({ ...one, private: false, archived: false })),
      ...opened.map(({ id, topic, private: isPrivate, archivedAt }) => ({
        id,
        topic,
        private: isPrivate,
        archived: archivedAt !== null,
      })),
    ];
    return all.map((one) => ({
      ...one,
      pinned: (pinned.get(one.id) ?? []).map(({ id, body }) => ({ id, title: titleOf(body) })),
    }));
  }

  async function requireSeen(reader: Reader, id: string, persona: string): Promise<ListedChannel> {
    const channel = (await seenBy(reader, persona)).find((one) => one.id === id);
    if (channel === undefined) throw unknownThing('channel', id);
    return channel;
  }

  return {
    has: (id) => fixed.has(id),
    seenBy,
    async requireOpen(reader, id) {
      if (fixed.has(id)) return;
      const found = await channelOfId(reader, id);
      if (found === undefined) throw new DeliveryError('no-channel', `the console has no channel "${id}"`);
      if (found.archivedAt !== null) throw new DeliveryError('no-channel', `the channel "${id}" is archived`);
    },
    requireSeen,
    async requireWritable(reader, id, persona) {
      if ((await requireSeen(reader, id, persona)).archived) throw archived(id);
    },
  };
}

function titleOf(body: string): string {
  const parsed = JSON.parse(body) as MessageBody;
  const text = parsed.type === 'card' ? cardText(parsed.card) : parsed.text;
  return oneLine(text.split('\n', 1)[0] ?? '').slice(0, TITLE);
}

function archived(id: string): OpsError {
  return new OpsError({
    code: 'console.archived',
    what: `Nobody can write in #${id} any more.`,
    why: 'The channel was archived.',
    next: 'Write in another channel, or open a new one with /ops channel open.',
  });
}
