import { type Interaction, InteractionResponseType, type REST, Routes } from 'discord.js';
import type { Card } from '../../../chat/card.ts';
import type { Inbound } from '../../../chat/inbound.ts';
import type { Receiver } from '../../../chat/port.ts';
import type { Command } from '../../../commands/command.ts';
import type { Logger } from '../../../log.ts';
import type { Messages } from '../messages.ts';
import type { DiscordTiming } from '../options.ts';
import type { QuietMessages } from '../quiet.ts';
import { renderCard } from '../render/message.ts';
import { renderModal } from '../render/modal.ts';
import { createAnswer } from './answer.ts';
import { completionChoices } from './completions.ts';
import { FORM_GONE } from './form-later-card.ts';
import { readButton, readCommand, readCompletion, readForm, readSelect } from './read.ts';
import { createWaitingForms } from './waiting-forms.ts';
import { createWire } from './wire.ts';

export interface InteractionDeps {
  readonly rest: REST;
  readonly receiver: Receiver;
  readonly commands: () => readonly Command[];
  readonly messages: Messages;
  readonly quiet: QuietMessages;
  readonly timing: DiscordTiming;
  readonly log: Logger;
}

/** Takes every interaction: commands, search as you type, clicks, choices and forms. */
export function createInteractions(deps: InteractionDeps): (interaction: Interaction) => Promise<void> {
  const { rest, receiver, commands, timing } = deps;
  const forms = createWaitingForms();

  async function handOver(
    interaction: Interaction,
    inbound: Inbound,
    how: { readonly silently: boolean; readonly canOpenModal: boolean; readonly ackAfterMs: number },
  ): Promise<void> {
    const answer = createAnswer({
      ...deps,
      forms,
      wire: createWire(rest, interaction),
      interaction: { id: interaction.id, place: inbound.place },
      acknowledges: how.silently ? 'silently' : 'promise',
      canOpenModal: how.canOpenModal,
      ackAfterMs: how.ackAfterMs,
    });
    try {
      await receiver.receive(inbound, answer);
    } finally {
      await answer.finish();
    }
  }

  async function openWaitingForm(interaction: Interaction, customId: string): Promise<void> {
    const wire = createWire(rest, interaction);
    const form = forms.find(customId);
    if (form === undefined) await wire.answer(renderCard(FORM_GONE).body, 'quiet');
    else await wire.openModal(renderModal(form));
  }

  return async (interaction) => {
    const guild = interaction.guildId;
    if (interaction.isAutocomplete()) {
      const found =
        guild === null ? [] : await receiver.complete(readCompletion(interaction, guild, commands));
      await rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
        auth: false,
        body: {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices: completionChoices(found) },
        },
      });
      return;
    }
    if (guild === null) {
      await createWire(rest, interaction).answer(renderCard(ONLY_IN_SERVERS).body, 'quiet');
      return;
    }
    const click = { silently: true, canOpenModal: true, ackAfterMs: timing.clickAckMs };
    if (interaction.isChatInputCommand()) {
      const how = { silently: false, canOpenModal: true, ackAfterMs: timing.commandAckMs };
      return handOver(interaction, readCommand(interaction, guild, commands), how);
    }
    if (interaction.isModalSubmit()) {
      const how = {
        silently: interaction.isFromMessage(),
        canOpenModal: false,
        ackAfterMs: timing.clickAckMs,
      };
      return handOver(interaction, readForm(interaction, guild), how);
    }
    if (interaction.isStringSelectMenu()) return handOver(interaction, readSelect(interaction, guild), click);
    if (!interaction.isButton()) return;
    if (forms.isOpener(interaction.customId)) return openWaitingForm(interaction, interaction.customId);
    return handOver(interaction, readButton(interaction, guild), click);
  };
}

const ONLY_IN_SERVERS: Card = {
  title: 'Keyturn works in servers only.',
  tone: 'warning',
  blocks: [
    { type: 'text', text: 'Use the command in a channel of your server, where your team sees what is done.' },
  ],
  controls: [],
};
