import { checkMessage } from '../check/message.ts';
import { checkModal } from '../check/modal.ts';
import { ApiProblem, unknown } from '../problem.ts';
import type { DiscordState, FakeInteraction, FakeMessage, MessageParts, Modal } from '../state.ts';
import { type Exchange, type Route, route } from './exchange.ts';
import { addMessage, change } from './messages.ts';
import { messageShape } from './shapes.ts';

export interface InteractionRules {
  /** An interaction that is not answered within this is lost: 3 s. */
  readonly answerMs: number;
  readonly onAnswer: (interaction: FakeInteraction) => void;
}

const TOKEN_MS = 15 * 60_000;
const EPHEMERAL = 64;

/** Which callbacks Discord takes for which interaction. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/** Answers to interactions, and the messages that follow them. */
export function interactionRoutes(state: DiscordState, rules: InteractionRules): readonly Route[] {
  const open = { open: true };
  return [
    route('POST', '/interactions/:id/:token/callback', (exchange) => callback(state, rules, exchange), open),
    route('POST', '/webhooks/:app/:token', (exchange) => followUp(state, exchange), open),
    route(
      'PATCH',
      '/webhooks/:app/:token/messages/:message',
      ({ params: [app, token, id], body, files }) => {
        const message = messageOf(state, byToken(state, app, token), id);
        return messageShape(state, change(message, body, files, message.onlyFor !== undefined));
      },
      open,
    ),
    route(
      'DELETE',
      '/webhooks/:app/:token/messages/:message',
      ({ params: [app, token, id] }) => {
        messageOf(state, byToken(state, app, token), id).deleted = true;
        return undefined;
      },
      open,
    ),
  ];
}

function callback(
  state: DiscordState,
  rules: InteractionRules,
  { params, body, query }: Exchange,
): object | undefined {
  const interaction = state.interactions.get(params[0] ?? '');
  if (interaction === undefined || interaction.token !== params[1]) throw unknown.interaction();
  const { type, data = {} } = body as {
    type: number;
    data?: MessageParts & Partial<Modal> & { choices?: [] };
  };
  if (interaction.callback !== undefined) {
    throw new ApiProblem(400, 40060, 'Interaction has already been acknowledged.');
  }
  if (performance.now() - interaction.sentAt > rules.answerMs) throw unknown.interaction();
  const fromMessage = interaction.type !== 5 || interaction.message !== undefined;
  const fits = ALLOWED[interaction.type]?.includes(type) && (fromMessage || (type !== 6 && type !== 7));
  if (!fits) throw new ApiProblem(400, 50035, 'Invalid Form Body: type');
  apply(state, interaction, type, data);
  interaction.callback = type;
  interaction.answeredAt = performance.now();
  rules.onAnswer(interaction);
  if (query.get('with_response') !== 'true') return undefined;
  const message = state.messages.get(interaction.original ?? '');
  return {
    interaction: { id: interaction.id, type: interaction.type, response_message_id: message?.id },
    ...(message === undefined ? {} : { resource: { type, message: messageShape(state, message) } }),
  };
}

function apply(
  state: DiscordState,
  interaction: FakeInteraction,
  type: number,
  data: MessageParts & Partial<Modal> & { choices?: FakeInteraction['choices'] },
): void {
  const quiet = ((data.flags ?? 0) & EPHEMERAL) !== 0;
  const onlyFor = quiet ? interaction.user : undefined;
  switch (type) {
    case 4:
      checkMessage(data, { files: 0, ephemeral: true });
      interaction.original = addMessage(state, { channel: interaction.channel, body: data, onlyFor }).id;
      return;
    case 5:
      interaction.original = addMessage(state, {
        channel: interaction.channel,
        body: {},
        onlyFor,
        loading: true,
      }).id;
      return;
    case 8: {
      const choices = data.choices ?? [];
      const good = choices.every(
        ({ name, value }) => name && name.length <= 100 && value && value.length <= 100,
      );
      if (choices.length > 25 || !good) throw new ApiProblem(400, 50035, 'Invalid Form Body: choices');
      interaction.choices = choices;
      return;
    }
    case 9:
      checkModal(data as Modal);
      interaction.modal = data as Modal;
      return;
    default:
      interaction.original = interaction.message;
  }
}

function followUp(state: DiscordState, { params: [app, token], body, files }: Exchange): object {
  const interaction = byToken(state, app, token);
  const parts = body as MessageParts;
  const original = state.messages.get(interaction.original ?? '');
  // As documented: directly after a promise, a follow-up becomes the promised answer, quiet or not.
  if (original?.loading) return messageShape(state, change(original, parts, files, true));
  checkMessage(parts, { files: files.length, ephemeral: true });
  const quiet = ((parts.flags ?? 0) & EPHEMERAL) !== 0;
  return messageShape(
    state,
    addMessage(state, {
      channel: interaction.channel,
      body: parts,
      files: [...files],
      onlyFor: quiet ? interaction.user : undefined,
    }),
  );
}

function byToken(state: DiscordState, app = '', token = ''): FakeInteraction {
  const found = [...state.interactions.values()].find((one) => one.token === token);
  if (found === undefined || app !== state.application || found.callback === undefined)
    throw unknown.webhook();
  if (performance.now() - found.sentAt > TOKEN_MS) throw new ApiProblem(401, 50027, 'Invalid Webhook Token');
  return found;
}

function messageOf(state: DiscordState, interaction: FakeInteraction, id = ''): FakeMessage {
  const message = state.messages.get(id === '@original' ? (interaction.original ?? '') : id);
  const mine = message?.author === state.bot && message.channel === interaction.channel;
  if (message === undefined || message.deleted || !mine) throw unknown.message();
  return message;
}
