import {
  ApplicationCommandOptionType,
  type AutocompleteInteraction,
  type BaseInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type CommandInteractionOption,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { CompletionQuery, Inbound, Place } from '../../../../chat/inbound.ts';
import type { Command } from '../../../../commands/command.ts';
import { optionNames } from '../commands/names.ts';
import { isHuman } from '../humans.ts';
import { snowflake } from '../odd-event.ts';
import { accountOf, type ChannelOrThread, placeOf, refOf } from '../refs.ts';
import { readCustomId } from '../render/custom-id.ts';
import { readSubmitted } from '../render/modal.ts';

type Commands = () => readonly Command[];

/** Who and where, of any interaction in a server. */
function arrived(interaction: BaseInteraction, guild: string) {
  const { user, id } = interaction;
  const human = isHuman(user);
  // Discord says with each interaction in a server which member it is; without that nobody knows whether they are one.
  const isUntold = human && interaction.member === null;
  return {
    id: snowflake(id, 'id'),
    account: accountOf(snowflake(guild, 'server'), snowflake(user.id, 'user')),
    displayName: String(user.globalName ?? user.username),
    human: human && !isUntold,
    ...(isUntold ? { stranger: 'temporary' as const } : {}),
    place: placeIn(interaction, guild),
  };
}

function placeIn(interaction: BaseInteraction, guild: string): Place {
  return placeOf(guild, spotOfChannel(interaction));
}

/** A thread is named with the channel that it is in. */
function spotOfChannel({ channel, channelId }: BaseInteraction): ChannelOrThread {
  if (channel?.isThread() && channel.parentId !== null) {
    return { channel: channel.parentId, thread: channel.id };
  }
  return { channel: snowflake(channelId, 'channel') };
}

export function readCommand(
  interaction: ChatInputCommandInteraction,
  guild: string,
  commands: Commands,
): Inbound {
  const { path, options } = readOptions(interaction, commands);
  return { ...arrived(interaction, guild), type: 'command', path, options };
}

export function readCompletion(
  interaction: AutocompleteInteraction,
  guild: string,
  commands: Commands,
): CompletionQuery {
  const { path, options, original } = readOptions(interaction, commands);
  const { name, value } = interaction.options.getFocused(true);
  const { account, place } = arrived(interaction, guild);
  const option = original(name);
  const { [option]: _typing, ...others } = options;
  return { account, place, path, option, text: String(value), options: others };
}

export function readButton(interaction: ButtonInteraction, guild: string): Inbound {
  return { ...arrived(interaction, guild), ...clicked(interaction, guild), type: 'button' };
}

export function readSelect(interaction: StringSelectMenuInteraction, guild: string): Inbound {
  const value = interaction.values[0] ?? '';
  return { ...arrived(interaction, guild), ...clicked(interaction, guild), type: 'select', value };
}

function clicked(interaction: ButtonInteraction | StringSelectMenuInteraction, guild: string) {
  return {
    nonce: readCustomId(interaction.customId).nonce,
    message: refOf(guild, spotOfChannel(interaction), snowflake(interaction.message?.id, 'message')),
    // Discord made the id when it heard of the click.
    clickedMs: interaction.createdTimestamp,
  };
}

export function readForm(interaction: ModalSubmitInteraction, guild: string): Inbound {
  const submitted = [...interaction.fields.fields].map(([name, field]) => {
    if ('values' in field) return [name, [...field.values]] as const;
    return [name, 'value' in field && typeof field.value === 'string' ? field.value : null] as const;
  });
  return {
    ...arrived(interaction, guild),
    type: 'form',
    nonce: interaction.customId,
    values: readSubmitted(submitted),
  };
}

function readOptions(interaction: ChatInputCommandInteraction | AutocompleteInteraction, commands: Commands) {
  const path = [interaction.commandName];
  let given: readonly CommandInteractionOption[] = interaction.options.data;
  for (let first = given[0]; first !== undefined && isGroup(first); first = given[0]) {
    path.push(first.name);
    given = first.options ?? [];
  }
  const command = commands().find((one) => one.path.join(' ') === path.join(' '));
  const names = optionNames(command?.options ?? []);
  const original = (shown: string): string => names.get(shown) ?? shown;
  const options = Object.fromEntries(
    given.flatMap(({ name, value }) => (value === undefined ? [] : [[original(name), String(value)]])),
  );
  return { path, options, original };
}

function isGroup({ type }: CommandInteractionOption): boolean {
  return (
    type === ApplicationCommandOptionType.Subcommand || type === ApplicationCommandOptionType.SubcommandGroup
  );
}
