import { type Interaction, InteractionResponseType, type REST, Routes } from 'discord.js';
import type { Json } from '../../../../canonical.ts';
import type { Inbound } from '../../../../chat/inbound.ts';
import type { Recalled, Receiver, Responder } from '../../../../chat/port.ts';
import type { Command } from '../../../../commands/command.ts';
import type { Logger } from '../../../../log.ts';
import type { Messages } from '../messages.ts';
import type { DiscordTiming } from '../options.ts';
import type { QuietMessages } from '../quiet.ts';
import { readCustomId } from '../render/custom-id.ts';
import { renderCard } from '../render/message.ts';
import { renderModal } from '../render/modal.ts';
import { type AnswerDeps, createAnswer, type InteractionResponder } from './answer.ts';
import { completionChoices } from './completions.ts';
import { FORM_GONE } from './form-gone.ts';
import { type Answerable, keep, readKept } from './kept.ts';
import { onlyInServers, otherServer } from './not-served.ts';
import { orDirectly } from './or-directly.ts';
import { readButton, readCommand, readCompletion, readForm, readSelect } from './read.ts';
import { createWaitingForms } from './waiting-forms.ts';
import { createWire } from './wire.ts';

export interface InteractionDeps {
  readonly rest: REST;
  /** Servers that are served, the first of them first; empty: all that have the bot. */
  readonly servers: readonly string[];
  readonly receiver: Receiver;
  readonly commands: () => readonly Command[];
  readonly messages: Messages;
  readonly quiet: QuietMessages;
  /** The way to a person where an interaction takes no answer. */
  readonly direct: (inbound: Inbound) => Responder;
  readonly timing: DiscordTiming;
  readonly log: Logger;
}

export interface Interactions {
  /** Takes every interaction: commands, search as you type, clicks, choices and forms. */
  handle(interaction: Interaction): Promise<void>;
  recall(kept: Json): Recalled;
}

type How = Pick<AnswerDeps, 'acknowledges' | 'canOpenModal' | 'acknowledge'>;

export function createInteractions(deps: InteractionDeps): Interactions {
  const { rest, servers, receiver, commands, timing, log } = deps;
  const forms = createWaitingForms();

  /** The result is the answer when it comes in time: it may be a form. */
  async function handOver(interaction: Answerable, inbound: Inbound, how: How): Promise<void> {
    const answer = answerTo(interaction, inbound, how);
    try {
      await receiver.receive(inbound, orDirectly(answer, deps.direct(inbound)));
    } finally {
      await answer.finish();
    }
  }

  /** What opens no form is acknowledged before any work. */
  async function takeClick(interaction: Answerable, inbound: Inbound): Promise<void> {
    try {
      const isNew = await receiver.take({
        ...inbound.place,
        id: inbound.id,
        kept: keep(interaction, inbound),
      });
      if (!isNew) return;
    } catch (error) {
      log.error({ err: error, interaction: inbound.id }, 'a click could not be kept');
      // The person is told by the attempt to work on it.
      return handOver(interaction, inbound, { ...CLICK, acknowledge: timing.clickAckMs });
    }
    return handOver(interaction, inbound, { ...CLICK, acknowledge: 'now' });
  }

  function answerTo(interaction: Answerable, inbound: Inbound, how: How): InteractionResponder {
    const { id, place } = inbound;
    return createAnswer({
      ...deps,
      ...how,
      forms,
      wire: createWire(rest, interaction),
      interaction: { id, place },
    });
  }

  async function openWaitingForm(interaction: Interaction, customId: string): Promise<void> {
    const wire = createWire(rest, interaction);
    const form = forms.find(customId);
    if (form === undefined) await wire.answer(renderCard(FORM_GONE).body, 'quiet');
    else await wire.openModal(renderModal(form));
  }

  async function handle(interaction: Interaction): Promise<void> {
    const guild = interaction.guildId;
    const isServed = guild !== null && (servers.length === 0 || servers.includes(guild));
    if (interaction.isAutocomplete()) {
      const found = !isServed ? [] : await receiver.complete(readCompletion(interaction, guild, commands));
      await rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
        auth: false,
        body: {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices: completionChoices(found) },
        },
      });
      return;
    }
    if (!isServed) {
      const card = guild === null ? onlyInServers(servers[0]) : otherServer(servers[0]);
      await createWire(rest, interaction).answer(renderCard(card).body, 'quiet');
      return;
    }
    if (interaction.isChatInputCommand()) {
      const how = { acknowledges: 'promise', canOpenModal: true, acknowledge: timing.commandAckMs } as const;
      return handOver(interaction, readCommand(interaction, guild, commands), how);
    }
    if (interaction.isModalSubmit()) {
      return handOver(interaction, readForm(interaction, guild), {
        acknowledges: interaction.isFromMessage() ? 'silently' : 'promise',
        canOpenModal: false,
        acknowledge: timing.clickAckMs,
      });
    }
    if (!interaction.isButton() && !interaction.isStringSelectMenu()) return;
    const { customId } = interaction;
    if (forms.isOpener(customId)) return openWaitingForm(interaction, customId);
    const inbound = interaction.isButton() ? readButton(interaction, guild) : readSelect(interaction, guild);
    if (!readCustomId(customId).opensForm) return takeClick(interaction, inbound);
    return handOver(interaction, inbound, { ...CLICK, acknowledge: timing.clickAckMs });
  }

  return {
    handle,
    recall(value) {
      const { interaction, inbound } = readKept(value);
      const answer = answerTo(interaction, inbound, { ...CLICK, acknowledge: 'before' });
      return { inbound, responder: orDirectly(answer, deps.direct(inbound)) };
    },
  };
}

const CLICK = { acknowledges: 'silently', canOpenModal: true } as const;
