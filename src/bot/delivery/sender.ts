import { calling, callsAt } from '../../chat/calls.ts';
import type { Card } from '../../chat/card.ts';
import { fitCard } from '../../chat/fit.ts';
import { following } from '../../chat/following.ts';
import type { MessageRef } from '../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError, type Tries } from '../../chat/port.ts';
import { safeCard, visible } from '../../chat/safe-text.ts';
import type { CardRow } from './cards/row.ts';
import type { SentMessage } from './claim.ts';
import { refOf } from './destination.ts';
import type { OutboxRow } from './outbox/row.ts';

/** @param first nothing was ever sent under the key of this row. All throw DeliveryError. */
export interface Sender {
  card(row: CardRow, first: boolean): Promise<SentMessage>;
  message(row: OutboxRow, thread: MessageRef | undefined, first: boolean): Promise<SentMessage>;
}

/** The one place where cards leave: every text is made safe and every card is fitted here. */
export function createSender(platforms: readonly ChatPlatform[]): Sender {
  const byId = new Map(platforms.map((platform) => [platform.id, platform]));

  function platformOf(id: ChatPlatform['id']): ChatPlatform {
    const platform = byId.get(id);
    if (platform === undefined) throw new DeliveryError('no-channel', `${id} is not configured.`);
    return platform;
  }

  async function post(
    place: CardRow['place'],
    card: Card,
    key: string,
    first: boolean,
  ): Promise<SentMessage> {
    const platform = platformOf(place.platform);
    const fitted = fitCard(calledAt(safeCard(card), place), platform.limits);
    return { ref: await triesOf(platform, first).post(place, fitted.card, key), overflow: fitted.overflow };
  }

  return {
    async card(row, first) {
      const platform = platformOf(row.place.platform);
      const seenBy = row.audience === '' ? 'channel' : 'quiet';
      const desired = safeCard(row.desired);
      const shown = callsStill(row) ? calledAt(desired, row.place) : uncalled(desired);
      const fitted = fitCard(shown, platform.limits, seenBy);
      const key = `card/${row.id}/${row.generation}`;
      const { overflow } = fitted;
      const { controls } = fitted.card;
      if (row.message !== null) {
        const ref = refOf(row.place, row.message);
        const at = await platform.edit(ref, fitted.card);
        return { ref, overflow, shown: { controls, edited: { at } } };
      }
      const ref = await triesOf(platform, first).post(row.place, fitted.card, key);
      // An attempt that nobody heard of may have posted an older picture: the key then answers that message as it is.
      if (!first) await following(() => platform.edit(ref, fitted.card));
      return { ref, overflow, shown: { controls } };
    },
    async message(row, thread, first) {
      if (row.content.type === 'card') return post(row.place, row.content.card, row.key, first);
      if (thread === undefined) throw new DeliveryError('gone', 'The card of this thread was deleted.');
      const { text, file, calls } = row.content.thread;
      const content = {
        text: visible(text),
        ...calling(callsAt(calls, thread)),
        ...(file === undefined ? {} : { file: { name: file.name, content: visible(file.content) } }),
      };
      const tries = triesOf(platformOf(thread.platform), first);
      return { ref: await tries.reply(thread, content, row.key) };
    },
  };
}

/** Nobody is called a second time because a card was deleted, or by one of a thing that was over before it was posted. */
function callsStill({ generation, calledIn, live }: CardRow): boolean {
  return calledIn === null ? live : calledIn === generation;
}

function calledAt(card: Card, place: CardRow['place']): Card {
  return { ...uncalled(card), ...calling(callsAt(card.calls, place)) };
}

function uncalled({ calls: _nobody, ...card }: Card): Card {
  return card;
}

function triesOf(platform: ChatPlatform, first: boolean): Tries {
  return (first ? platform.firstTry : undefined) ?? platform;
}
