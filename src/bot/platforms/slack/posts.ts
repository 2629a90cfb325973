import type { MessageRef } from '../../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError, type ThreadContent, type Tries } from '../../../chat/port.ts';
import type { Clock } from '../../../clock.ts';
import { cut } from '../../../values/cut.ts';
import { sharedCall } from '../../../waiting/shared-call.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';
import { upload } from './files.ts';
import type { Log } from './options.ts';
import { type Find, findPosted, hasKey, metadataOf, type Where } from './posted.ts';
import { readQuiet } from './quiet/ref.ts';
import { replyQuietly } from './quiet/reply.ts';
import { QUIET, type Rendered, renderCard, renderText } from './render/message.ts';

/** What goes into channels and threads. All throw DeliveryError. */
export interface Posts extends Tries, Pick<ChatPlatform, 'edit'> {
  readonly firstTry: Tries;
}

/** How far back an earlier try is looked for. */
const LOOK_BACK_S = 24 * 60 * 60;
/** Longer text is attached as a file. */
const THREAD_TEXT = 6_000;

export function createPosts(client: WebClient, clock: Clock, log: Log): Posts {
  // Other processes are kept away by the outbox.
  const once = sharedCall<MessageRef>();

  function since(): number {
    return clock.now().getTime() / 1_000 - LOOK_BACK_S;
  }

  async function send(where: Where, message: Rendered, key: string): Promise<string> {
    const { ts } = await attempt(
      () => client.chat.postMessage({ ...QUIET, ...address(where), ...message, metadata: metadataOf(key) }),
      'channel',
    );
    if (ts === undefined) throw new DeliveryError('rejected', 'Slack did not say which message it made.');
    return ts;
  }

  async function update(channel: string, ts: string, message: Rendered): Promise<void> {
    await attempt(() => client.chat.update({ channel, ts, ...message, link_names: false, parse: 'none' }));
  }

  /** The thread that a message is in or begins. @throws DeliveryError `gone` */
  async function threadOf({ channel, message }: MessageRef): Promise<string> {
    const { messages = [] } = await attempt(() =>
      client.conversations.replies({ channel, ts: message, limit: 1 }),
    );
    const [first] = messages;
    if (first === undefined || (first as { subtype?: string }).subtype === 'tombstone') {
      throw new DeliveryError('gone', `The message ${message} was deleted.`);
    }
    return first.thread_ts ?? message;
  }

  async function replyInThread(
    ref: MessageRef,
    content: ThreadContent,
    key: string,
    find: Find,
  ): Promise<string> {
    const where = { channel: ref.channel, thread: await threadOf(ref) };
    const { text, file, calls } = withRoom(content);
    if (file !== undefined) return upload(client, find, where, { text, file, key });
    const found = await find(where, hasKey(key));
    return found?.ts ?? (await send(where, renderText(text, calls), key));
  }

  /** @param find looks for what an earlier try posted */
  function triesWith(find: Find): Tries {
    return {
      post: (place, card, key) =>
        once(`post/${place.channel}/${key}`, async () => {
          const { platform, workspace, channel, thread } = place;
          const where = { channel, thread };
          const found = await find(where, hasKey(key));
          return {
            platform,
            workspace,
            channel,
            message: found?.ts ?? (await send(where, renderCard(card), key)),
          };
        }),
      reply: (ref, content, key) =>
        once(`reply/${ref.channel}/${key}`, async () => {
          const to = readQuiet(ref);
          if (to === undefined) return { ...ref, message: await replyInThread(ref, content, key, find) };
          await replyQuietly(client, log, {
            channel: ref.channel,
            to,
            content: withRoom(content),
            key,
            find,
          });
          return ref;
        }),
    };
  }

  return {
    ...triesWith((where, isIt) => findPosted(client, where, since(), isIt)),
    firstTry: triesWith(async () => undefined),
    async edit(ref, card) {
      if (readQuiet(ref) !== undefined) {
        throw new DeliveryError('gone', 'Slack does not let a message for one person be changed.');
      }
      await update(ref.channel, ref.message, renderCard(card));
      // Of a message made of blocks Slack keeps no time of an edit.
      return undefined;
    },
  };
}

function address({ channel, thread }: Where) {
  return thread === undefined ? { channel } : { channel, thread_ts: thread };
}

function withRoom(content: ThreadContent): ThreadContent {
  if (content.text.length <= THREAD_TEXT || content.file !== undefined) {
    return { ...content, text: cut(content.text, THREAD_TEXT) };
  }
  return { ...content, text: cut(content.text, 500), file: { name: 'whole.txt', content: content.text } };
}
