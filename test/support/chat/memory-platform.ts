import { type Card, cardText, type Form } from '../../../src/chat/card.ts';
import type { Inbound, MessageRef, Place } from '../../../src/chat/inbound.ts';
import {
  type ChatPlatform,
  DeliveryError,
  type PlatformLimits,
  type Reaction,
  type Receiver,
  type Responder,
  type ThreadContent,
} from '../../../src/chat/port.ts';
import { partsWithTimes } from '../../../src/chat/time-text.ts';
import { type Account, accountKey } from '../../../src/people/principal.ts';
import type { Driver, Seen } from '../../contract/chat-harness.ts';
import { type MemoryChannel, memoryKeeper } from './memory-channels.ts';

interface Stored {
  readonly id: string;
  readonly channel: string;
  readonly parent: string | undefined;
  readonly onlyFor: string | undefined;
  card: Card | undefined;
  content: ThreadContent | undefined;
  deleted: boolean;
  readonly reactions: Reaction[];
}

/** What the imagined platform remembers, apart from the adapter. */
export interface MemoryChat {
  readonly messages: Stored[];
  readonly keys: Map<string, string>;
  readonly forms: Map<string, Form>;
  readonly channels: Set<string>;
  /** Those that the bot has opened. */
  readonly opened: MemoryChannel[];
  /** Thrown by the next openings, in order. */
  readonly channelFailures: Error[];
  readonly bots: Set<string>;
  /** Ids of an account's groups. */
  readonly groups: Map<string, readonly string[]>;
  /** While true, nobody's groups can be asked for. */
  groupsDown: boolean;
  /** Thrown by the next sends, in order. */
  readonly failures: Error[];
  /** Thrown by the next forms that should open, in order. */
  readonly formFailures: Error[];
  /** While true, what one person sees cannot be changed, as in Slack. */
  quietIsFixed: boolean;
  /** While true, nothing can be sent or asked. */
  down: boolean;
  /** Whatever is sent or asked waits for this: a platform that accepts and does not answer. */
  holdUp: Promise<void> | undefined;
  /** Ids of accounts, as often as a new message called them: an edit notifies nobody. */
  readonly notified: string[];
  /** What clicks and edits are told by; undefined where the platform says of neither when it was. */
  clock: (() => Date) | undefined;
  /** How often a message was posted or edited. */
  sends: number;
  /** How often it was asked which messages stand. */
  looks: number;
}

export const MEMORY_LIMITS: PlatformLimits = {
  cardText: 4_000,
  controls: 10,
  title: 200,
  fieldsPerForm: 10,
  folds: true,
  typedText: 4_000,
};

export function memoryChat(channels: readonly string[]): MemoryChat {
  return {
    messages: [],
    keys: new Map(),
    forms: new Map(),
    channels: new Set(channels),
    opened: [],
    channelFailures: [],
    bots: new Set(),
    groups: new Map(),
    groupsDown: false,
    failures: [],
    formFailures: [],
    quietIsFixed: false,
    down: false,
    holdUp: undefined,
    notified: [],
    clock: undefined,
    sends: 0,
    looks: 0,
  };
}

/** Which platform is imagined, and its one workspace. */
export type Home = Pick<Account, 'platform' | 'workspace'>;

const CONSOLE: Home = { platform: 'console', workspace: 'local' };

export function account(id: string, { platform, workspace } = CONSOLE): Account {
  return { platform, workspace, id };
}

export function placeIn(channel: string, { platform, workspace } = CONSOLE): Place {
  return { platform, workspace, channel };
}

export interface MemoryPlatform extends ChatPlatform, Driver {}

/** A platform without a wire: the reference for the contract suite, and the front door for tests of the bot. */
export function memoryPlatform(chat: MemoryChat, home: Home = CONSOLE): MemoryPlatform {
  let receiver: Receiver | undefined;
  let counter = 0;

  function refOf({ channel, id }: Stored): MessageRef {
    return { ...placeIn(channel, home), message: id };
  }

  function find(ref: MessageRef): Stored {
    const found = chat.messages.find((message) => message.id === ref.message && !message.deleted);
    if (found === undefined) throw new DeliveryError('gone', `message ${ref.message} was deleted`);
    return found;
  }

  function fail(): void {
    if (chat.down) throw new DeliveryError('unavailable', 'the platform is down');
    const failure = chat.failures.shift();
    if (failure !== undefined) throw failure;
    chat.sends += 1;
  }

  function add(key: string, message: Omit<Stored, 'id' | 'deleted' | 'reactions'>): MessageRef {
    const before = chat.messages.find((one) => one.id === chat.keys.get(key));
    if (before !== undefined) return refOf(before);
    const stored = { ...message, id: `m${chat.messages.length + 1}`, deleted: false, reactions: [] };
    chat.messages.push(stored);
    chat.keys.set(key, stored.id);
    chat.notified.push(...(stored.card?.calls ?? stored.content?.calls ?? []).map(({ id }) => id));
    return refOf(stored);
  }

  function arrived(by: Account, place: Place, delivery: string | undefined) {
    counter += 1;
    const id = delivery ?? `d${counter}-${chat.messages.length}`;
    return { id, account: by, displayName: by.id, human: !chat.bots.has(by.id), place };
  }

  function clicked() {
    return chat.clock === undefined ? {} : { clickedMs: chat.clock().getTime() };
  }

  async function give(inbound: Inbound): Promise<void> {
    let replies = 0;
    const responder: Responder = {
      async openForm(form) {
        refuseUnannounced(chat, inbound);
        const failure = chat.formFailures.shift();
        if (failure !== undefined) throw failure;
        chat.forms.set(accountKey(inbound.account), form);
      },
      ...(inbound.type === 'button' || inbound.type === 'select'
        ? {
            async replace(card: Card) {
              find(inbound.message).card = card;
              return true;
            },
          }
        : {}),
      async reply(card, visibility) {
        replies += 1;
        const onlyFor = visibility === 'quiet' ? accountKey(inbound.account) : undefined;
        const message = {
          channel: inbound.place.channel,
          parent: undefined,
          onlyFor,
          card,
          content: undefined,
        };
        const ref = add(`reply/${inbound.id}/${replies}`, message);
        return onlyFor !== undefined && chat.quietIsFixed ? { ...ref, fixed: true } : ref;
      },
    };
    await receiver?.receive(inbound, responder);
  }

  function seen(message: Stored): Seen {
    const { card, content } = message;
    const controls = (card?.controls ?? []).map((control) =>
      control.type === 'link' ? { label: control.label } : { label: control.label, nonce: control.nonce },
    );
    return {
      ref: refOf(message),
      text: card === undefined ? (content?.text ?? '') : cardText(card),
      controls,
      quiet: message.onlyFor !== undefined,
      pinged: (card?.calls ?? content?.calls ?? []).map(({ id }) => id),
      times: partsWithTimes(card === undefined ? (content?.text ?? '') : cardText(card)).flatMap((part) =>
        typeof part === 'string' ? [] : [new Date(part.seconds * 1_000)],
      ),
      links: [],
      files: content?.file === undefined ? [] : [content.file],
    };
  }

  function visibleTo(by: Account, parent: string | undefined, channel: string): readonly Seen[] {
    return chat.messages
      .filter((one) => one.channel === channel && one.parent === parent && !one.deleted)
      .filter((one) => one.onlyFor === undefined || one.onlyFor === accountKey(by))
      .map(seen);
  }

  return {
    id: home.platform,
    limits: MEMORY_LIMITS,
    channels: memoryKeeper(chat, home),
    async start(given) {
      receiver = given;
    },
    async stop() {
      receiver = undefined;
    },
    async post(place, card, key) {
      await chat.holdUp;
      if (!chat.channels.has(place.channel))
        throw new DeliveryError('no-channel', `no channel ${place.channel}`);
      fail();
      return add(key, {
        channel: place.channel,
        parent: undefined,
        onlyFor: undefined,
        card,
        content: undefined,
      });
    },
    async edit(ref, card) {
      await chat.holdUp;
      const message = find(ref);
      fail();
      if (message.onlyFor !== undefined && chat.quietIsFixed) {
        throw new DeliveryError('gone', 'what one person sees cannot be changed');
      }
      message.card = card;
      return chat.clock?.();
    },
    async reply(ref, content, key) {
      await chat.holdUp;
      const { id, channel, onlyFor } = find(ref);
      fail();
      return add(key, { channel, parent: id, onlyFor, card: undefined, content });
    },
    async missing(_place, messages) {
      await chat.holdUp;
      if (chat.down) throw new DeliveryError('unavailable', 'the platform is down');
      chat.looks += 1;
      const there = new Set(chat.messages.filter((one) => !one.deleted).map(({ id }) => id));
      return { gone: messages.filter((id) => !there.has(id)), left: [] };
    },
    async reactions(ref) {
      await chat.holdUp;
      if (chat.down) throw new DeliveryError('unavailable', 'the platform is down');
      return [...find(ref).reactions];
    },
    async rolesOf(of) {
      await chat.holdUp;
      if (chat.groupsDown) throw new DeliveryError('unavailable', 'the groups cannot be asked for');
      return chat.groups.get(of.id) ?? [];
    },
    command: (by, place, path, options, delivery) =>
      give({ ...arrived(by, place, delivery), type: 'command', path, options }),
    click: (by, message, nonce, delivery) =>
      give({
        ...arrived(by, placeIn(message.channel, home), delivery),
        ...clicked(),
        type: 'button',
        nonce,
        message,
      }),
    choose: (by, message, nonce, value) =>
      give({
        ...arrived(by, placeIn(message.channel, home), undefined),
        ...clicked(),
        type: 'select',
        nonce,
        value,
        message,
      }),
    async submit(by, place, nonce, values) {
      chat.forms.delete(accountKey(by));
      await give({ ...arrived(by, place, undefined), type: 'form', nonce, values });
    },
    async react(by, message, emoji) {
      find(message).reactions.push({ emoji, account: by, human: !chat.bots.has(by.id) });
      const from = arrived(by, placeIn(message.channel, home), undefined);
      await give({ ...from, type: 'reaction', emoji, added: true, message });
    },
    async unreact(by, message, emoji) {
      const { reactions } = find(message);
      const at = reactions.findIndex((one) => one.emoji === emoji && one.account?.id === by.id);
      if (at >= 0) reactions.splice(at, 1);
      const from = arrived(by, placeIn(message.channel, home), undefined);
      await give({ ...from, type: 'reaction', emoji, added: false, message });
    },
    complete: async (by, place, path, option, text) =>
      (await receiver?.complete({ account: by, place, path, option, text, options: {} })) ?? [],
    async remove(message) {
      find(message).deleted = true;
      await receiver?.deleted({ ...message, messages: [message.message] });
    },
    see: async (by, place) => visibleTo(by, undefined, place.channel),
    seeThread: async (by, message) => visibleTo(by, message.message, message.channel),
    seeForm: async (by) => chat.forms.get(accountKey(by)),
  };
}

/** A platform that must acknowledge at once could not open a form that the control did not announce. */
function refuseUnannounced({ messages }: MemoryChat, inbound: Inbound): void {
  if (inbound.type !== 'button' && inbound.type !== 'select') return;
  const controls = messages.flatMap(({ card }) => card?.controls ?? []);
  const used = controls.find((control) => control.type !== 'link' && control.nonce === inbound.nonce);
  if (used === undefined || used.type === 'link' || used.opensForm) return;
  throw new Error(`"${used.label}" opened a form that it did not announce`);
}
