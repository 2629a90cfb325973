import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody as Declaration,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import { cut } from '../../../chat/fit.ts';
import { oneLine } from '../../../chat/safe-text.ts';
import type { Command, Option } from '../../../commands/command.ts';
import { optionNames } from './names.ts';

export type { Declaration };

/** What Discord lets one command have. */
const MOST = 25;
const DESCRIPTION = 100;
const LONGEST_TEXT = 6000;

/** The slash commands as Discord registers them: one a first word, with groups and subcommands under it. */
export function declareCommands(commands: readonly Command[]): readonly Declaration[] {
  return [...Map.groupBy(commands, ({ path }) => path[0] ?? '')].map(([name, all]) => ({
    type: ApplicationCommandType.ChatInput,
    name,
    ...declareRoot(name, all),
  }));
}

function declareRoot(name: string, all: readonly Command[]): Pick<Declaration, 'description' | 'options'> {
  const alone = all.find(({ path }) => path.length === 1);
  if (alone !== undefined)
    return { description: about(alone.summary), options: declareOptions(alone.options) };
  const words = [...Map.groupBy(all, ({ path }) => path[1] ?? '')];
  const options = words.slice(0, MOST).map(([word, under]) => declareWord(word, under));
  return { description: about(`${name}: ${words.map(([word]) => word).join(', ')}`), options };
}

function declareWord(
  word: string,
  under: readonly Command[],
): APIApplicationCommandSubcommandOption | APIApplicationCommandSubcommandGroupOption {
  const command = under.find(({ path }) => path.length === 2);
  if (command !== undefined) return declareSubcommand(word, command);
  return {
    type: Type.SubcommandGroup,
    name: word,
    description: about(`${word}: ${under.map(({ path }) => path[2]).join(', ')}`),
    options: under.slice(0, MOST).map((one) => declareSubcommand(one.path[2] ?? '', one)),
  };
}

function declareSubcommand(
  name: string,
  { summary, options }: Command,
): APIApplicationCommandSubcommandOption {
  return { type: Type.Subcommand, name, description: about(summary), options: declareOptions(options) };
}

/** Required ones first, as Discord wants it; more than it takes are asked for by the form. */
function declareOptions(options: readonly Option[]): APIApplicationCommandBasicOption[] {
  const shown = [...optionNames(options).keys()];
  const named = options.map((option, index) => ({ option, name: shown[index] ?? option.name }));
  return [...named]
    .sort((a, b) => Number(b.option.required) - Number(a.option.required))
    .slice(0, MOST)
    .map(({ option, name }) => declareOption(name, option));
}

function declareOption(name: string, option: Option): APIApplicationCommandBasicOption {
  const common = { name, description: about(option.description), required: option.required };
  if (option.type === 'boolean') return { ...common, type: Type.Boolean };
  // Numbers as well: Discord's own type for them rounds what people type, and drops its form.
  const text = { ...common, type: Type.String as const };
  const choices = (option.choices ?? []).map(({ value, label }) => ({
    value,
    name: cut(oneLine(label), 100),
  }));
  const fits =
    choices.length <= MOST &&
    choices.every(({ value, name: label }) => value && label && value.length <= 100);
  if (choices.length > 0 && fits) return { ...text, choices };
  const maxLength =
    option.maxLength === undefined ? {} : { max_length: Math.min(option.maxLength, LONGEST_TEXT) };
  return option.complete === undefined
    ? { ...text, ...maxLength }
    : { ...text, ...maxLength, autocomplete: true };
}

function about(text: string): string {
  return cut(oneLine(text), DESCRIPTION) || '…';
}
