import { channelName, nameWithSuffix } from '../../../../channel/name.ts';
import type { ChannelKeeper, ChannelWish, Uninvited } from '../../../../chat/channels.ts';
import { DeliveryError } from '../../../../chat/port.ts';
import type { Account } from '../../../../people/principal.ts';
import type { Database, Tx } from '../../../../store/database.ts';
import { cut } from '../../../../values/cut.ts';
import type { Feed } from '../feed.ts';
import { placeOf } from '../refs.ts';
import type { Book } from './book.ts';
import {
  addMembers,
  archiveChannel,
  channelOfId,
  channelOfKey,
  insertChannel,
  lockOpenings,
  type OpenedChannel,
  pinMessage,
  updateTopic,
} from './store.ts';

export interface KeeperDeps {
  readonly db: Database;
  readonly feed: Feed;
  readonly book: Book;
  /** Whether somebody is a persona of the console. */
  readonly knows: (persona: string) => boolean;
  /** Where the page is. */
  readonly url: () => string;
}

const TOPIC = 250;
/** The page shows the log under this name. */
const RESERVED: ReadonlySet<string> = new Set(['log']);

/** Opens channels of the console: rows of the database. Bookmarks have no place on its page. */
export function createKeeper({ db, feed, book, knows, url }: KeeperDeps): ChannelKeeper {
  async function change<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await db.transact(work);
    feed.poke();
    return result;
  }

  async function open(
    tx: Tx,
    { key, topic, private: isPrivate, ...wish }: ChannelWish,
  ): Promise<OpenedChannel> {
    await lockOpenings(tx);
    const standing = await channelOfKey(tx, key);
    if (standing !== undefined) return standing;
    const plain = channelName(wish.name);
    const isTaken = RESERVED.has(plain) || book.has(plain) || (await channelOfId(tx, plain)) !== undefined;
    const id = isTaken ? nameWithSuffix(plain, key) : plain;
    const openedAt = await tx.now();
    const channel = { id, key, topic: cut(topic, TOPIC), private: isPrivate, openedAt, archivedAt: null };
    await insertChannel(tx, channel);
    return channel;
  }

  async function invite(
    tx: Tx,
    channel: string,
    accounts: readonly Account[],
  ): Promise<readonly Uninvited[]> {
    await addMembers(tx, channel, accounts.map(({ id }) => id).filter(knows));
    return accounts.filter(({ id }) => !knows(id)).map(notInvited);
  }

  async function mustExist(tx: Tx, id: string): Promise<void> {
    if ((await channelOfId(tx, id)) === undefined)
      throw new DeliveryError('no-channel', `no channel "${id}" was opened on the console`);
  }

  return {
    workspaces: () => [{ name: 'local', id: 'local' }],
    create: (wish) =>
      change(async (tx) => {
        const { id, archivedAt } = await open(tx, wish);
        return {
          place: placeOf(id, undefined),
          name: id,
          url: `${url()}/#/${encodeURIComponent(id)}`,
          uninvited: archivedAt === null ? await invite(tx, id, wish.invite) : [],
        };
      }),
    setTopic: ({ channel }, topic) =>
      change(async (tx) => {
        await mustExist(tx, channel);
        await updateTopic(tx, channel, cut(topic, TOPIC));
      }),
    invite: ({ channel }, accounts) =>
      change(async (tx) => {
        await mustExist(tx, channel);
        return invite(tx, channel, accounts);
      }),
    pin: ({ message }) =>
      change(async (tx) => {
        if (!(await pinMessage(tx, message)))
          throw new DeliveryError('gone', `the message ${message} was deleted or never existed`);
      }),
    archive: ({ channel }) =>
      change(async (tx) => {
        await mustExist(tx, channel);
        await archiveChannel(tx, channel);
      }),
  };
}

function notInvited(account: Account): Uninvited {
  return {
    account,
    refusal: {
      code: 'channel.not-a-persona',
      what: `${account.id} was not invited to the channel on the console.`,
      why: 'The console has no such persona.',
      next: 'Add it to platforms.console.personas in keyturn.yaml.',
    },
  };
}
