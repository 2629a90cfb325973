import { randomBytes } from 'node:crypto';
import type { Gateway } from './gateway.ts';
import { channelShape, memberShape, messageShape, userShape } from './rest/shapes.ts';
import { snowflake } from './snowflake.ts';
import type {
  Component,
  DiscordState,
  FakeInteraction,
  FakeMessage,
  Modal,
  RegisteredCommand,
  RegisteredOption,
} from './state.ts';

/** What people do. Each answers the interaction, which may not be answered yet. */
export interface Player {
  command(
    user: string,
    channel: string,
    path: readonly string[],
    options: { readonly [name: string]: string },
    delivery?: string,
  ): FakeInteraction;
  /** The same in another server that has the bot, or in a direct message with it. */
  commandFrom(guild: string | null, user: string, channel: string, path: readonly string[]): FakeInteraction;
  type(user: string, channel: string, path: readonly string[], option: string, text: string): FakeInteraction;
  click(user: string, message: string, customId: string, delivery?: string): FakeInteraction;
  choose(user: string, message: string, customId: string, value: string): FakeInteraction;
  /** Hands in the modal that is open for this person. */
  submit(user: string, values: { readonly [name: string]: string }): FakeInteraction;
  react(user: string, message: string, emoji: string, kind?: 'normal' | 'burst'): void;
  unreact(user: string, message: string, emoji: string): void;
  remove(message: string): void;
  /** The same, and the event is lost. */
  removeUnheard(message: string): void;
  /** The modal that this person sees. */
  modalOf(user: string): Modal | undefined;
}

const TYPE = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const OPTION = { subcommand: 1, group: 2, boolean: 5, number: 10 } as const;

export function createPlayer(state: DiscordState, gateway: Gateway): Player {
  const deliveries = new Map<string, { readonly interaction: FakeInteraction; readonly payload: object }>();
  const open = new Map<string, FakeInteraction>();

  function send(
    type: FakeInteraction['type'],
    user: string,
    channel: string,
    data: object,
    {
      message,
      delivery,
      guild = state.guild,
    }: {
      readonly message?: FakeMessage | undefined;
      readonly delivery?: string | undefined;
      readonly guild?: string | null;
    } = {},
  ): FakeInteraction {
    const before = delivery === undefined ? undefined : deliveries.get(delivery);
    if (before !== undefined) {
      gateway.dispatch('INTERACTION_CREATE', before.payload);
      return before.interaction;
    }
    const person = state.users.get(user);
    if (person === undefined) throw new Error(`nobody has the id ${user}`);
    // Discord gives bots no way to use commands or buttons.
    if (person.bot) throw new Error('bots cannot interact');
    const interaction: FakeInteraction = {
      id: snowflake(),
      token: randomBytes(40).toString('base64url'),
      type,
      user,
      channel,
      message: message?.id,
      sentAt: performance.now(),
      answeredAt: undefined,
      callback: undefined,
      original: undefined,
      modal: undefined,
      choices: undefined,
    };
    state.interactions.set(interaction.id, interaction);
    const payload = {
      id: interaction.id,
      application_id: state.application,
      type,
      data,
      channel_id: channel,
      ...(guild === null
        ? { channel: { id: channel, type: 1 }, user: userShape(person) }
        : {
            guild_id: guild,
            channel: channelShape(state, channel),
            member: { ...memberShape(person), permissions: '0' },
          }),
      token: interaction.token,
      version: 1,
      locale: 'en-US',
      app_permissions: '0',
      entitlements: [],
      authorizing_integration_owners: { 0: guild ?? '0' },
      context: guild === null ? 1 : 0,
      ...(message === undefined ? {} : { message: messageShape(state, message) }),
    };
    if (delivery !== undefined) deliveries.set(delivery, { interaction, payload });
    gateway.dispatch('INTERACTION_CREATE', payload);
    open.set(user, interaction);
    return interaction;
  }

  /** What a person did last, if a form of it is open: one that was handed in stays until its arrival is known. */
  function withForm(user: string): FakeInteraction | undefined {
    const last = open.get(user);
    return last?.type === TYPE.modal && last.callback !== undefined ? undefined : last;
  }

  function visible(id: string, user: string): FakeMessage {
    const message = state.messages.get(id);
    if (message === undefined || message.deleted) throw new Error(`there is no message ${id}`);
    if (message.onlyFor !== undefined && message.onlyFor !== user)
      throw new Error('they do not see this message');
    return message;
  }

  function control(message: FakeMessage, customId: string): Component {
    const all = (message.body.components ?? []).flatMap((row) => row.components);
    const found = all.find((one) => one.custom_id === customId);
    if (found === undefined) throw new Error(`the message has no control ${customId}`);
    return found;
  }

  function reaction(user: string, message: FakeMessage, name: string, burst: boolean): object {
    const person = state.users.get(user);
    return {
      user_id: user,
      channel_id: message.channel,
      message_id: message.id,
      guild_id: state.guild,
      emoji: { id: null, name },
      burst,
      type: burst ? 1 : 0,
      ...(person === undefined ? {} : { member: memberShape(person) }),
    };
  }

  return {
    command(user, channel, path, options, delivery) {
      const data = {
        id: snowflake(),
        type: 1,
        name: path[0],
        options: nest(state, path, options, undefined),
      };
      return send(TYPE.command, user, channel, data, { delivery });
    },
    commandFrom(guild, user, channel, path) {
      const data = { id: snowflake(), type: 1, name: path[0], options: nest(state, path, {}, undefined) };
      return send(TYPE.command, user, channel, data, { guild });
    },
    type(user, channel, path, option, text) {
      const data = {
        id: snowflake(),
        type: 1,
        name: path[0],
        options: nest(state, path, { [option]: text }, option),
      };
      return send(TYPE.autocomplete, user, channel, data);
    },
    click(user, id, customId, delivery) {
      const message = visible(id, user);
      const { type } = control(message, customId);
      return send(
        TYPE.component,
        user,
        message.channel,
        { custom_id: customId, component_type: type },
        { message, delivery },
      );
    },
    choose(user, id, customId, value) {
      const message = visible(id, user);
      const { type, options = [] } = control(message, customId);
      if (!options.some((option) => option.value === value)) throw new Error(`there is no choice ${value}`);
      const data = { custom_id: customId, component_type: type, values: [value] };
      return send(TYPE.component, user, message.channel, data, { message });
    },
    submit(user, values) {
      const from = withForm(user);
      if (from?.modal === undefined) throw new Error('no form is open');
      const message = from.message === undefined ? undefined : state.messages.get(from.message);
      const data = { custom_id: from.modal.custom_id, components: fill(from.modal, values) };
      const submitted = send(TYPE.modal, user, from.channel, data, { message });
      submitted.modal = from.modal;
      return submitted;
    },
    react(user, id, emoji, kind = 'normal') {
      const message = visible(id, user);
      const lists = message.reactions.get(emoji) ?? { normal: new Set<string>(), burst: new Set<string>() };
      lists[kind].add(user);
      message.reactions.set(emoji, lists);
      gateway.dispatch('MESSAGE_REACTION_ADD', reaction(user, message, emoji, kind === 'burst'));
    },
    unreact(user, id, emoji) {
      const message = visible(id, user);
      const lists = message.reactions.get(emoji);
      const burst = lists?.burst.delete(user) === true;
      lists?.normal.delete(user);
      const { member: _member, ...data } = reaction(user, message, emoji, burst) as { member?: unknown };
      gateway.dispatch('MESSAGE_REACTION_REMOVE', data);
    },
    remove(id) {
      const message = state.messages.get(id);
      if (message === undefined) return;
      message.deleted = true;
      gateway.dispatch('MESSAGE_DELETE', { id, channel_id: message.channel, guild_id: state.guild });
    },
    removeUnheard(id) {
      const message = state.messages.get(id);
      if (message !== undefined) message.deleted = true;
    },
    modalOf: (user) => withForm(user)?.modal,
  };
}

/** The options as Discord nests them; refuses what the client would not let a person send. */
function nest(
  state: DiscordState,
  path: readonly string[],
  given: { readonly [name: string]: string },
  focused: string | undefined,
): object[] {
  const registered = [...state.commands.values()].flat();
  let declared: RegisteredCommand | RegisteredOption | undefined = registered.find(
    ({ name }) => name === path[0],
  );
  const words: RegisteredOption[] = [];
  for (const word of path.slice(1)) {
    const next: RegisteredOption | undefined = declared?.options?.find(({ name }) => name === word);
    if (next !== undefined) words.push(next);
    declared = next;
  }
  if (declared === undefined) throw new Error(`/${path.join(' ')} is not registered`);
  const options = declared.options ?? [];
  for (const { name, required } of options) {
    if (required && given[name] === undefined && focused === undefined)
      throw new Error(`${name} is required`);
  }
  const values = Object.entries(given).map(([name, text]) => {
    const option = options.find((one) => one.name === name);
    if (option === undefined) throw new Error(`/${path.join(' ')} has no option ${name}`);
    if (focused === name && !option.autocomplete) throw new Error(`${name} does not complete`);
    return {
      name,
      type: option.type,
      value: typed(option, text),
      ...(focused === name ? { focused: true } : {}),
    };
  });
  return words.reduceRight<object[]>(
    (inner, word) => [{ name: word.name, type: word.type, options: inner }],
    values,
  );
}

function typed({ type, name, choices = [] }: RegisteredOption, text: string): string | number | boolean {
  if (type === OPTION.boolean) return text === 'true';
  if (type === OPTION.number) {
    if (Number.isNaN(Number(text))) throw new Error(`${name} takes numbers`);
    return Number(text);
  }
  if (choices.length > 0 && !choices.some(({ value }) => value === text))
    throw new Error(`${name} has no ${text}`);
  return text;
}

/** What the client sends for a modal: every input, empty where nothing was typed. */
function fill(modal: Modal, values: { readonly [name: string]: string }): object[] {
  return modal.components.map((part, id) => {
    if (part.component === undefined) return { id, type: part.type };
    const { type, custom_id: name = '', required = true } = part.component;
    const value = values[name] ?? '';
    if (required && value === '') throw new Error(`${name} is required`);
    const component =
      type === 3
        ? { id: id + 100, type, custom_id: name, values: value === '' ? [] : [value] }
        : { id: id + 100, type, custom_id: name, value };
    return { id, type: part.type, component };
  });
}
