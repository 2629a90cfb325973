import { checkOptions } from './check/elements.ts';
import { isPart, listOf, type Report } from './check/texts.ts';
import { checkedView } from './methods/views.ts';
import { newResponseAddress } from './response-address.ts';
import {
  BOT_ID,
  BOT_USER,
  findMessage,
  type Message,
  newId,
  type OpenView,
  openDirectMessages,
  type State,
  TEAM,
} from './state.ts';
import { type Filled, shownIn, stateOf, typedInto } from './view-values.ts';
import type { Answered, Delivery, Wire } from './wire.ts';

export interface PeopleDeps {
  readonly state: State;
  readonly base: string;
  readonly wire: Wire;
  /** Events that the app asked for; all others stay with Slack. */
  readonly events: readonly string[];
}

/** What people do in Slack. Each resolves when the app has answered. */
export interface People {
  command(user: string, channel: string, text: string, trigger?: string): Promise<Answered>;
  click(user: string, channel: string, ts: string, actionId: string, trigger?: string): Promise<Answered>;
  choose(user: string, channel: string, ts: string, actionId: string, value: string): Promise<Answered>;
  /** Sends the modal that is open for this person; it closes, changes, or shows errors as the app says. */
  submit(user: string, filled: Filled): Promise<Answered>;
  search(user: string, field: string, text: string): Promise<readonly { value: string; label: string }[]>;
  react(
    user: string,
    channel: string,
    ts: string,
    emoji: string,
    added: boolean,
  ): Promise<Answered | undefined>;
  /** Somebody deletes a message, and the app hears of it. */
  remove(channel: string, ts: string): Promise<void>;
  /** The same, and the event is lost. */
  removeUnheard(channel: string, ts: string): void;
  /** Opens the app's Home tab. */
  openHome(user: string): Promise<Answered | undefined>;
  /** Presses a button in the Home tab. */
  clickHome(user: string, actionId: string): Promise<Answered>;
  modalOf(user: string): OpenView | undefined;
  /** An event as Slack would send it, to be sent by the test itself. */
  reactionEvent(user: string, channel: string, ts: string, emoji: string, added: boolean): Delivery;
}

export function createPeople({ state, base, wire, events }: PeopleDeps): People {
  function triggerFor(user: string, id = newId('trigger')): string {
    state.triggers.set(id, { user, at: Date.now(), used: false });
    return id;
  }

  function who(user: string) {
    const found = state.users.get(user);
    return { id: user, username: found?.name, name: found?.name, team_id: found?.team ?? TEAM };
  }

  function openView(user: string): OpenView {
    const open = state.views.get(user);
    if (open === undefined) throw new Error(`no modal is open for ${user}`);
    return open;
  }

  function act(
    user: string,
    channel: string,
    ts: string,
    action: object,
    trigger?: string,
  ): Promise<Answered> {
    const message = state.messages.find((one) => one.channel === channel && one.ts === ts && !one.deleted);
    if (message === undefined) throw new Error('there is no such message');
    return wire.deliver({
      kind: 'interactive',
      payload: {
        type: 'block_actions',
        team: { id: TEAM },
        api_app_id: 'A1',
        user: who(user),
        channel: { id: channel },
        trigger_id: triggerFor(user, trigger),
        response_url: newResponseAddress(state, base, channel, user, ts),
        container: {
          type: 'message',
          message_ts: ts,
          channel_id: channel,
          is_ephemeral: message.onlyFor !== undefined,
          ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
        },
        actions: [{ ...action, block_id: 'b1', action_ts: (Date.now() / 1_000).toFixed(6) }],
      },
    });
  }

  function elementOf(channel: string, ts: string, actionId: string) {
    const blocks = state.messages.find((one) => one.channel === channel && one.ts === ts)?.blocks ?? [];
    const element = blocks
      .flatMap((block) => listOf(block.elements))
      .find((one) => one.action_id === actionId);
    if (element === undefined) throw new Error('the message has no such control');
    return element;
  }

  function deletionEvent({ channel, ts, user }: Message): Delivery {
    const hasReplies = state.messages.some((one) => one.threadTs === ts && !one.deleted);
    const previous = { type: 'message', user, bot_id: user === BOT_USER ? BOT_ID : undefined, ts };
    return eventOf({
      type: 'message',
      channel,
      channel_type: 'channel',
      hidden: true,
      event_ts: `${ts}1`,
      ...(hasReplies
        ? {
            subtype: 'message_changed',
            message: { type: 'message', subtype: 'tombstone', ts },
            previous_message: previous,
          }
        : { subtype: 'message_deleted', deleted_ts: ts, previous_message: previous }),
    });
  }

  function reactionEvent(user: string, channel: string, ts: string, emoji: string, added: boolean): Delivery {
    return eventOf({
      type: added ? 'reaction_added' : 'reaction_removed',
      user,
      reaction: emoji,
      item_user: findMessage(state, channel, ts)?.user,
      item: { type: 'message', channel, ts },
      event_ts: newId(''),
    });
  }

  return {
    reactionEvent,
    async openHome(user) {
      if (!events.includes('app_home_opened')) return undefined;
      const channel = openDirectMessages(state, user);
      const event = { type: 'app_home_opened', user, channel, tab: 'home', event_ts: newId('') };
      return wire.deliver(eventOf(event));
    },
    clickHome(user, actionId) {
      const home = state.homes.get(user);
      const element = home?.blocks
        .flatMap((block) => listOf(block.elements))
        .find((one) => one.action_id === actionId);
      if (home === undefined || element === undefined) throw new Error('the Home tab has no such control');
      return wire.deliver({
        kind: 'interactive',
        payload: {
          type: 'block_actions',
          team: { id: TEAM },
          api_app_id: 'A1',
          user: who(user),
          trigger_id: triggerFor(user),
          container: { type: 'view', view_id: home.id },
          view: { id: home.id, type: 'home', callback_id: '' },
          actions: [{ type: element.type, action_id: actionId, block_id: 'b1', action_ts: newId('') }],
        },
      });
    },
    modalOf: (user) => state.views.get(user),
    command(user, channel, text, trigger) {
      const [command = '', ...words] = text.split(' ');
      return wire.deliver({
        kind: 'command',
        payload: {
          command,
          text: words.join(' '),
          team_id: TEAM,
          api_app_id: 'A1',
          user_id: user,
          user_name: state.users.get(user)?.name ?? '',
          channel_id: channel,
          channel_name: state.channels.get(channel)?.name ?? '',
          is_enterprise_install: 'false',
          trigger_id: triggerFor(user, trigger),
          response_url: newResponseAddress(state, base, channel, user),
        },
      });
    },
    async click(user, channel, ts, actionId, trigger) {
      const { type, value } = elementOf(channel, ts, actionId);
      return act(user, channel, ts, { type, action_id: actionId, value }, trigger);
    },
    async choose(user, channel, ts, actionId, value) {
      const { type, options } = elementOf(channel, ts, actionId);
      const selected_option = listOf(options).find((option) => option.value === value);
      return act(user, channel, ts, { type, action_id: actionId, selected_option });
    },
    async submit(user, filled) {
      const open = openView(user);
      const { id, hash, view } = open;
      const standing = { ...shownIn(open), ...filled };
      open.typed = typedInto(view, standing);
      const answered = await wire.deliver({
        kind: 'interactive',
        payload: {
          type: 'view_submission',
          team: { id: TEAM },
          api_app_id: 'A1',
          user: who(user),
          trigger_id: triggerFor(user),
          view: { id, hash, team_id: TEAM, ...view, state: stateOf(view, standing) },
        },
      });
      if (answered.status === 200) applyAnswer(state, open, answered.body);
      return answered;
    },
    async search(user, field, text) {
      const { id, hash, view } = openView(user);
      const answered = await wire.deliver({
        kind: 'interactive',
        payload: {
          type: 'block_suggestion',
          team: { id: TEAM },
          api_app_id: 'A1',
          user: who(user),
          container: { type: 'view', view_id: id },
          action_id: 'value',
          block_id: field,
          value: text,
          view: { id, hash, ...view, state: { values: {} } },
        },
      });
      return optionsOf(answered.body);
    },
    async react(user, channel, ts, emoji, added) {
      const message = findMessage(state, channel, ts);
      if (message === undefined) throw new Error('there is no such message');
      const others = (message.reactions.get(emoji) ?? []).filter((one) => one !== user);
      message.reactions.set(emoji, added ? [...others, user] : others);
      const delivery = reactionEvent(user, channel, ts, emoji, added);
      return events.includes(added ? 'reaction_added' : 'reaction_removed')
        ? wire.deliver(delivery)
        : undefined;
    },
    async remove(channel, ts) {
      const message = findMessage(state, channel, ts);
      if (message === undefined) return;
      message.deleted = true;
      if (events.includes('message.channels')) await wire.deliver(deletionEvent(message));
    },
    removeUnheard(channel, ts) {
      const message = findMessage(state, channel, ts);
      if (message !== undefined) message.deleted = true;
    },
  };
}

function eventOf(event: object): Delivery {
  return {
    kind: 'event',
    payload: {
      type: 'event_callback',
      team_id: TEAM,
      api_app_id: 'A1',
      event_id: newId('Ev'),
      event_time: Math.floor(Date.now() / 1_000),
      authorizations: [{ team_id: TEAM, user_id: BOT_USER, is_bot: true, is_enterprise_install: false }],
      event,
    },
  };
}

/** @throws Error when Slack would show its own error instead. */
function applyAnswer(state: State, open: OpenView, body: unknown): void {
  if (!isPart(body) || body.response_action === 'clear') {
    if (state.views.get(open.user) === open) state.views.delete(open.user);
    return;
  }
  switch (body.response_action) {
    case 'update':
      open.view = checkedView(body.view);
      open.hash = newId('h');
      open.errors = {};
      return;
    case 'errors': {
      const errors = body.errors as Record<string, string>;
      const inputs = new Set(open.view.blocks.map((block) => block.block_id));
      if (Object.keys(errors).some((field) => !inputs.has(field))) throw new Error('an error at no field');
      open.errors = errors;
      return;
    }
    default:
      throw new Error(`Slack does not understand ${JSON.stringify(body)}`);
  }
}

function optionsOf(body: unknown): readonly { value: string; label: string }[] {
  const faults: string[] = [];
  const report: Report = (where, what) => faults.push(`${where} ${what}`);
  const options = isPart(body) ? body.options : undefined;
  checkOptions(options, '/options', 100, report, 0);
  if (faults.length > 0) throw new Error(faults.join('; '));
  return listOf(options).map(({ text, value }) => ({
    value: String(value),
    label: String((text as { text: string }).text),
  }));
}
