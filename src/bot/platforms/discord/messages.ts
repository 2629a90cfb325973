import type { APIMessage } from 'discord.js';
import type { Card } from '../../../chat/card.ts';
import { following } from '../../../chat/following.ts';
import type { MessageRef, Place } from '../../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError, type ThreadContent } from '../../../chat/port.ts';
import type { ChannelMessages, Outgoing } from './channels.ts';
import { delivering } from './errors.ts';
import { attachment } from './files.ts';
import type { QuietMessages } from './quiet.ts';
import { addressOf, refOf, spotOf } from './refs.ts';
import { renderCard, renderText } from './render/message.ts';

export type Messages = Pick<ChatPlatform, 'post' | 'edit' | 'reply'>;

/** The outgoing half of the port. Everything is thrown as a DeliveryError. */
export function createMessages(channels: ChannelMessages, quiet: QuietMessages): Messages {
  async function send(place: Place, outgoing: Outgoing, key: string): Promise<MessageRef> {
    const { workspace, channel, thread } = place;
    // Discord would call this a malformed request.
    if (!/^\d+$/.test(channel)) throw new DeliveryError('no-channel', `"${channel}" is no id of a channel`);
    const sent: APIMessage =
      thread === undefined
        ? await channels.send(channel, outgoing, key)
        : await channels.sendInThread(channel, thread, outgoing, key);
    return refOf(workspace, { channel, thread }, sent.id);
  }

  async function reply(ref: MessageRef, content: ThreadContent, key: string): Promise<MessageRef> {
    const outgoing = renderContent(content);
    const secret = quiet.find(ref.message);
    if (secret !== undefined) {
      // What is under a message that one person sees is seen by that person alone, and cannot have a thread.
      if (quiet.first(ref.message, key)) await secret.followUp(outgoing, 'quiet');
      return ref;
    }
    const { channel, thread } = spotOf(ref);
    const root = thread ?? addressOf(ref).message;
    const sent = await channels.sendInThread(channel, root, outgoing, key);
    return refOf(ref.workspace, { channel, thread: root }, sent.id);
  }

  /** What escaping left no room for; the outbox does not know of it. */
  async function keepWhole(ref: MessageRef, card: Card, overflow: string | undefined): Promise<void> {
    if (overflow === undefined) return;
    const file = { name: 'whole.txt', content: overflow };
    const key = `${ref.channel}/${ref.message}/whole/${card.tone}`;
    await reply(ref, { text: 'The whole text of this card.', file }, key);
  }

  return {
    post: (place, card, key) =>
      delivering(async () => {
        const { body, overflow } = renderCard(card);
        const ref = await send(place, { body }, key);
        await following(() => delivering(() => keepWhole(ref, card, overflow)));
        return ref;
      }),
    edit: (ref, card) =>
      delivering(async () => {
        const { body, overflow } = renderCard(card);
        const secret = quiet.find(ref.message);
        const { channel, message } = addressOf(ref);
        const edited = await (secret === undefined
          ? channels.edit(channel, message, body)
          : secret.edit(message, body));
        await keepWhole(ref, card, overflow);
        return editedAt(edited);
      }),
    reply: (ref, content, key) => delivering(() => reply(ref, content, key)),
  };
}

/** By Discord's clock, as the ids of interactions are. */
function editedAt({ edited_timestamp: at }: APIMessage): Date | undefined {
  return at === null || Number.isNaN(Date.parse(at)) ? undefined : new Date(at);
}

function renderContent({ text, file, calls }: ThreadContent): Outgoing {
  const { body, overflow } = renderText(text, calls);
  const files = [
    ...(file === undefined ? [] : [attachment(file)]),
    ...(overflow === undefined ? [] : [attachment({ name: 'message.txt', content: overflow })]),
  ];
  return files.length === 0 ? { body } : { body, files };
}
