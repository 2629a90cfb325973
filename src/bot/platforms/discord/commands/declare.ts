import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody as Declaration,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import { oneLine } from '../../../../chat/safe-text.ts';
import type { Command, Option } from '../../../../commands/command.ts';
import { cut } from '../../../../values/cut.ts';
import { optionNames } from './names.ts';

export type { Declaration };

/** What Discord lets one command have. */
const MOST = 25;
const DESCRIPTION = 100;
const LONGEST_TEXT = 6000;
/** Of names, descriptions and values together. Of one command that has more, Discord takes none of all. */
const MOST_CHARACTERS = 8_000;

/** How much is said of each command: what is left out, the form asks for, with its choices and its words. */
interface Detail {
  readonly description: number;
  readonly choices: boolean;
  readonly options: boolean;
}
const DETAILS: readonly [Detail, ...Detail[]] = [
  { description: DESCRIPTION, choices: true, options: true },
  { description: DESCRIPTION, choices: false, options: true },
  { description: 40, choices: false, options: true },
  { description: 1, choices: false, options: true },
  { description: DESCRIPTION, choices: false, options: false },
];

/** The slash commands as Discord registers them: one a first word, with groups and subcommands under it. */
export function declareCommands(commands: readonly Command[]): readonly Declaration[] {
  return [...Map.groupBy(commands, ({ path }) => path[0] ?? '')].map(([name, all]) => ({
    type: ApplicationCommandType.ChatInput,
    name,
    ...fittingRoot(name, all),
  }));
}

type Root = Pick<Declaration, 'description' | 'options'>;

/** In as much detail as there is room for. */
function fittingRoot(name: string, all: readonly Command[]): Root {
  const [whole, ...shorter] = DETAILS;
  let root = declareRoot(name, all, whole);
  for (const detail of shorter) {
    if (name.length + charactersOf(root) <= MOST_CHARACTERS) break;
    root = declareRoot(name, all, detail);
  }
  return root;
}

/** What Discord counts. */
function charactersOf(declared: unknown): number {
  if (typeof declared !== 'object' || declared === null) return 0;
  return Object.entries(declared)
    .map(([key, value]) =>
      typeof value === 'string' && ['name', 'description', 'value'].includes(key)
        ? value.length
        : charactersOf(value),
    )
    .reduce((sum, count) => sum + count, 0);
}

function declareRoot(name: string, all: readonly Command[], detail: Detail): Root {
  const alone = all.find(({ path }) => path.length === 1);
  if (alone !== undefined)
    return { description: about(alone.summary), options: declareOptions(alone.options, detail) };
  const words = [...Map.groupBy(all, ({ path }) => path[1] ?? '')];
  const options = words.slice(0, MOST).map(([word, under]) => declareWord(word, under, detail));
  return { description: about(`${name}: ${words.map(([word]) => word).join(', ')}`), options };
}

function declareWord(
  word: string,
  under: readonly Command[],
  detail: Detail,
): APIApplicationCommandSubcommandOption | APIApplicationCommandSubcommandGroupOption {
  const command = under.find(({ path }) => path.length === 2);
  if (command !== undefined) return declareSubcommand(word, command, detail);
  return {
    type: Type.SubcommandGroup,
    name: word,
    description: about(`${word}: ${under.map(({ path }) => path[2]).join(', ')}`),
    options: under.slice(0, MOST).map((one) => declareSubcommand(one.path[2] ?? '', one, detail)),
  };
}

function declareSubcommand(
  name: string,
  { summary, options }: Command,
  detail: Detail,
): APIApplicationCommandSubcommandOption {
  const description = about(summary, detail.description);
  return { type: Type.Subcommand, name, description, options: declareOptions(options, detail) };
}

/** Required ones first, as Discord wants it; an action with more than it takes is asked for all of them by its form. */
function declareOptions(options: readonly Option[], detail: Detail): APIApplicationCommandBasicOption[] {
  if (!detail.options) return [];
  const shown = [...optionNames(options).keys()];
  const named = options.map((option, index) => ({ option, name: shown[index] ?? option.name }));
  return [...named]
    .sort((a, b) => Number(b.option.required) - Number(a.option.required))
    .slice(0, MOST)
    .map(({ option, name }) => declareOption(name, option, detail));
}

function declareOption(name: string, option: Option, detail: Detail): APIApplicationCommandBasicOption {
  const common = {
    name,
    description: about(option.description, detail.description),
    required: option.required,
  };
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
  if (choices.length > 0 && fits && detail.choices) return { ...text, choices };
  const maxLength =
    option.maxLength === undefined ? {} : { max_length: Math.min(option.maxLength, LONGEST_TEXT) };
  return option.complete === undefined
    ? { ...text, ...maxLength }
    : { ...text, ...maxLength, autocomplete: true };
}

function about(text: string, longest = DESCRIPTION): string {
  return cut(oneLine(text), longest) || '…';
}
