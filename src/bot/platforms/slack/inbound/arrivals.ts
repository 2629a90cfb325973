import type { types } from '@slack/bolt';
import type { ZodType } from 'zod';
import type { Json } from '../../../../canonical.ts';
import type { Inbound, Place } from '../../../../chat/inbound.ts';
import { FormNotOpened, type Recalled, type Receiver } from '../../../../chat/port.ts';
import { refusalCard } from '../../../../chat/refusal-card.ts';
import type { Command } from '../../../../commands/command.ts';
import { OpsError } from '../../../../errors.ts';
import type { WebClient } from '../client.ts';
import { emojiOf } from '../emoji.ts';
import { attempt, isUnknownUser, toDeliveryError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import type { Member, Members } from '../members.ts';
import { openModal } from '../open-modal.ts';
import type { Log } from '../options.ts';
import { directChannel } from '../quiet/direct.ts';
import { nonceOf, renderOptions } from '../render/controls.ts';
import { renderCard } from '../render/message.ts';
import { renderModal } from '../render/modal.ts';
import { createResponder, type Origin } from '../responder.ts';
import type { ViewAnswer } from '../view-answer.ts';
import { clickedAt, isPerson, refAt, spotOf } from './clicked.ts';
import { type Action, commandLater, readCommandLater, type Unasked } from './command-later.ts';
import { commandModal } from './command-modal.ts';
import { type Delivery, keep, readKept, type What } from './kept.ts';
import { type Memo, readMemo } from './memo.ts';
import * as payloads from './payloads.ts';
import { readCommand } from './read-command.ts';
import { blankAnswers, valuesOf } from './values.ts';

/** Turns what Slack delivers into what the bot understands. Each throws when the payload is not what Slack sends. */
export interface Arrivals {
  /** @param ack called once the delivery is durable, and before anything else is done with it */
  command(body: unknown, ack: () => Promise<void>): Promise<void>;
  /** @param ack as for a command */
  click(body: unknown, ack: () => Promise<void>): Promise<void>;
  submission(body: unknown, answer: ViewAnswer): Promise<void>;
  reaction(body: unknown): Promise<void>;
  /** Somebody opened the app's Home tab. */
  home(body: unknown): Promise<void>;
  suggestions(body: unknown): Promise<types.PlainTextOption[]>;
  recall(kept: Json): Promise<Recalled>;
}

export interface ArrivalDeps {
  readonly client: WebClient;
  readonly identity: () => Identity;
  readonly members: Members;
  readonly commands: () => readonly Command[];
  readonly receiver: Receiver;
  readonly log: Log;
}

const SUGGESTIONS = 100;

export function createArrivals(deps: ArrivalDeps): Arrivals {
  const { client, receiver } = deps;

  /** Somebody who cannot be looked up is not eligible for anything. */
  async function memberOf(user: string): Promise<Member> {
    try {
      return await deps.members.find(user);
    } catch (error) {
      deps.log.warn({ err: toDeliveryError(error), user }, 'a member could not be looked up and cannot vote');
      const stranger = isUnknownUser(error) ? 'unknown' : 'temporary';
      return { account: accountOf(user), name: user, human: false, stranger };
    }
  }

  function accountOf(user: string) {
    return { platform: 'slack', workspace: deps.identity().team, id: user } as const;
  }

  function placeOf({ channel, thread }: { channel: string; thread?: string | undefined }): Place {
    const place = { platform: 'slack', workspace: deps.identity().team, channel } as const;
    return thread === undefined ? place : { ...place, thread };
  }

  /** Who it is, is looked up now; what they did is what was delivered. */
  async function recall({ id, origin: kept, what }: Delivery): Promise<Recalled> {
    const { account, name, human, stranger } = await memberOf(kept.user);
    const origin = isPerson(kept.place) ? { ...kept, place: await directPlace(kept.user) } : kept;
    const more = stranger === undefined ? {} : { stranger };
    const inbound = {
      id,
      account,
      displayName: name,
      human,
      ...more,
      place: origin.place,
      ...what,
    } as Inbound;
    return { inbound, responder: createResponder(client, origin) };
  }

  async function directPlace(user: string): Promise<Place> {
    return placeOf({ channel: await directChannel(client, user) });
  }

  /** The Home tab shows what waits for somebody; it is no answer, so a failure leaves what stands there. */
  async function showHome(user: string): Promise<void> {
    const { blocks } = renderCard(await receiver.home(accountOf(user)));
    await attempt(() => client.views.publish({ user_id: user, view: { type: 'home', blocks } }));
  }

  async function hand(delivery: Delivery): Promise<void> {
    const { inbound, responder } = await recall(delivery);
    await receiver.receive(inbound, responder);
  }

  async function take(delivery: Delivery): Promise<void> {
    const { platform, workspace } = delivery.origin.place;
    await receiver.take({ platform, workspace, id: delivery.id, kept: keep(delivery) });
  }

  async function ask(origin: Origin, unasked: Unasked): Promise<void> {
    const { place, respondAt } = origin;
    const memo = {
      channel: place.channel,
      ...(place.thread === undefined ? {} : { thread: place.thread }),
      ...(respondAt === undefined ? {} : { respondAt }),
    };
    try {
      const query = { account: accountOf(origin.user), place, path: unasked.command.path };
      const refusal = await receiver.turnedAway(query);
      if (refusal !== undefined) {
        await createResponder(client, origin).reply(refusalCard(refusal), 'quiet');
        return;
      }
      await openModal(client, origin.trigger, renderModal(commandModal(unasked.command, unasked.rest, memo)));
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      const responder = createResponder(client, origin);
      if (error instanceof FormNotOpened) await responder.tell(commandLater(unasked, error.refusal.why));
      else await responder.reply(refusalCard(error.refusal), 'quiet');
    }
  }

  /** The button to the form of a command whose form did not open: like the command itself, it is not kept. */
  async function askLater(id: string, origin: Origin, action: Action): Promise<void> {
    const asked = readCommandLater(action, deps.commands());
    if (asked === undefined) return;
    const { command, rest, path } = asked;
    if (command !== undefined) return ask(origin, { command, rest });
    // It went with a reload meanwhile: it is refused, and logged, where unknown ones are.
    return hand({ id, origin, what: { type: 'command', path, options: {} } });
  }

  return {
    async command(body, ack) {
      const { command, text, user_id, channel_id, trigger_id, response_url } = await understood(
        payloads.slashCommand,
        body,
        ack,
      );
      const read = readCommand(command, text, deps.commands());
      const place = placeOf({ channel: channel_id });
      const origin = { user: user_id, place, trigger: trigger_id, respondAt: response_url };
      // A form is opened or not, and neither needs to be known later.
      if (read.type === 'run') {
        const what = { type: 'command', path: read.path, options: {} } as const;
        const delivery = { id: trigger_id, origin, what };
        await take(delivery);
        await ack();
        return hand(delivery);
      }
      await ack();
      return ask(origin, read);
    },

    async click(body, ack) {
      const payload = await understood(payloads.blockActions, body, ack);
      const spot = spotOf(payload);
      const place = placeOf(spot);
      const message = refAt(place, spot);
      const origin = {
        user: payload.user.id,
        place,
        trigger: payload.trigger_id,
        respondAt: payload.response_url,
      };
      const clicks = payload.actions.flatMap(
        ({ action_id, action_ts, selected_option }): readonly Delivery[] => {
          const nonce = nonceOf(action_id);
          if (nonce === undefined) return [];
          const value = selected_option?.value;
          const clicked = { nonce, message, ...clickedAt(action_ts) };
          const what: What =
            value === undefined ? { type: 'button', ...clicked } : { type: 'select', value, ...clicked };
          return [{ id: `${payload.trigger_id}/${action_ts}`, origin, what }];
        },
      );
      await Promise.all(clicks.map(take));
      await ack();
      for (const click of clicks) await hand(click);
      for (const action of payload.actions)
        await askLater(`${payload.trigger_id}/${action.action_ts}`, origin, action);
      if (payload.container.type === 'view') await showHome(payload.user.id);
    },

    async submission(body, answer) {
      const { user, view, trigger_id } = payloads.viewSubmission.parse(body);
      const blank = blankAnswers(view);
      if (blank !== undefined) return answer.reject(blank);
      const memo = readMemo(view.private_metadata);
      if (memo !== undefined) {
        const origin = {
          user: user.id,
          place: placeOf(memo),
          trigger: trigger_id,
          respondAt: memo.respondAt,
          view: answer,
        };
        // The hash changes when the form is shown again: the same one twice is a repeat.
        await hand({ id: `${view.id}/${view.hash}`, origin, what: submitted(memo, valuesOf(view.state)) });
      }
      await answer.close();
    },

    async reaction(body) {
      const { event_id, event } = payloads.reactionEvent.parse(body);
      const { item, item_user } = event;
      const elsewhere = item_user !== undefined && item_user !== deps.identity().botUser;
      if (item.type !== 'message' || elsewhere) return;
      const place = placeOf(item);
      const what = {
        type: 'reaction',
        emoji: emojiOf(event.reaction),
        added: event.type === 'reaction_added',
        message: { platform: 'slack', workspace: place.workspace, channel: item.channel, message: item.ts },
      } as const;
      await hand({ id: event_id, origin: { user: event.user, place }, what });
    },

    async home(body) {
      const { user, tab } = payloads.homeOpened.parse(body).event;
      if (tab === 'home') await showHome(user);
    },

    recall: async (kept) => recall(readKept(kept)),

    async suggestions(body) {
      const { user, block_id, value, view } = payloads.blockSuggestion.parse(body);
      const memo = readMemo(view.private_metadata);
      if (memo?.for.type !== 'command') return [];
      const found = await receiver.complete({
        account: accountOf(user.id),
        place: placeOf(memo),
        path: memo.for.path,
        option: block_id,
        text: value,
        options: valuesOf(view.state),
      });
      return renderOptions(found).slice(0, SUGGESTIONS);
    },
  };
}

/** What we do not understand is acknowledged as well: it would be no better when it came again. */
async function understood<T>(schema: ZodType<T>, body: unknown, ack: () => Promise<void>): Promise<T> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  await ack();
  throw read.error;
}

function submitted(memo: Memo, values: Record<string, string>): What {
  return memo.for.type === 'form'
    ? { type: 'form', nonce: memo.for.nonce, values }
    : { type: 'command', path: memo.for.path, options: values };
}
