import type { CardDraft } from '../../chat/draft.ts';
import { OpsError } from '../../errors.ts';
import { suggestName } from '../../written/nearest.ts';
import { type Command, defineCommand, type Option } from '../command.ts';
import { commandsSeenBy } from '../seen.ts';
import { mustBeGiven, usageOf } from '../usage.ts';

export default defineCommand({
  path: ['ops', 'help'],
  summary: 'List the commands, or explain one or a group of them.',
  help: 'Everything here is made from the commands themselves, so it is never out of date.',
  examples: ['/ops help', '/ops help topic:ops run', '/ops help topic:approvals'],
  access: 'anyone',
  options: [
    {
      name: 'topic',
      type: 'text',
      description: 'A command or group, such as "ops run"; type to search.',
      required: false,
      maxLength: 100,
      complete: async (text, looker) =>
        (await commandsSeenBy(looker))
          .map((command) => ({ value: nameOf(command), label: `/${nameOf(command)} – ${command.summary}` }))
          .filter(({ label }) => label.toLowerCase().includes(text.toLowerCase().replace(/^\//, ''))),
    },
  ],
  async run({ services }, options) {
    const topic = (options.topic ?? '').trim().replace(/^\//, '').replace(/\s+/g, ' ').toLowerCase();
    const card = topic === '' ? overview(services.commands()) : explain(services.commands(), topic);
    return { type: 'card', card, visibility: 'quiet' };
  },
});

function overview(commands: readonly Command[]): CardDraft {
  const families = Map.groupBy(commands, (command) => command.path[0] ?? '');
  return {
    title: 'What you can ask Keyturn',
    tone: 'neutral',
    blocks: [...families].flatMap(([family, members]) => [
      { type: 'text', text: `/${family} …` } as const,
      {
        type: 'table',
        head: ['Command', 'What it does'],
        rows: members.map((command) => [`/${nameOf(command)}`, command.summary]),
      } as const,
    ]),
    controls: [],
    footer: 'More about one, or a group: /ops help topic:approvals',
  };
}

/** What a topic names: a command by all its words or the last alone, a group by its words, or nothing. */
function explain(commands: readonly Command[], topic: string): CardDraft {
  const words = topic.split(/\s+/);
  const command =
    commands.find((one) => nameOf(one) === topic) ?? commands.find((one) => one.path.at(-1) === topic);
  const members = commands.filter((one) => isBelow(one, words) || isBelow(one, ['ops', ...words]));
  if (command !== undefined && members.every((one) => one === command)) return explainCommand(command);
  if (members.length > 0) return explainGroup(topic, members);
  if (command !== undefined) return explainCommand(command);
  throw new OpsError({
    code: 'help.unknown',
    what: `There is no help about "${topic.slice(0, 100)}".`,
    why: 'No command and no group of commands has this name.',
    next: `${suggestName(topic, topicsOf(commands))} /ops help lists the commands.`,
  });
}

function isBelow({ path }: Command, words: readonly string[]): boolean {
  return words.every((word, index) => word === path[index]);
}

/** Everything that can be asked about: commands, their groups, and either without the first word. */
function topicsOf(commands: readonly Command[]): ReadonlySet<string> {
  return new Set(
    commands.flatMap(({ path }) =>
      path.flatMap((_word, index) => [
        path.slice(0, index + 1).join(' '),
        ...(index === 0 ? [] : [path.slice(1, index + 1).join(' ')]),
      ]),
    ),
  );
}

function explainGroup(topic: string, members: readonly Command[]): CardDraft {
  const [first] = members;
  return {
    title: `/${topic} …`,
    tone: 'neutral',
    status: 'A group of commands.',
    blocks: [
      {
        type: 'table',
        head: ['Written', 'What it does'],
        rows: members.map((command) => [usageOf(command), command.summary]),
      },
      { type: 'code', label: 'Examples', text: members.flatMap(({ examples }) => examples).join('\n') },
    ],
    controls: [],
    footer: `[…] may be left out. More about one: /ops help topic:${first === undefined ? '…' : nameOf(first)}`,
  };
}

function explainCommand(command: Command): CardDraft {
  return {
    title: `/${nameOf(command)}`,
    tone: 'neutral',
    status: command.summary,
    blocks: [
      { type: 'code', label: 'Written as; what stands in […] may be left out', text: usageOf(command) },
      { type: 'text', text: command.help },
      ...(command.options.length === 0
        ? []
        : [
            {
              type: 'table',
              head: ['Option', '', ''],
              rows: command.options.map((option) => optionRow(command, option)),
            } as const,
          ]),
      { type: 'code', label: 'Examples', text: command.examples.join('\n') },
    ],
    controls: [],
  };
}

function optionRow(command: Command, option: Option): readonly string[] {
  const type = option.choices ? option.choices.map((choice) => choice.value).join(' | ') : option.type;
  const need = mustBeGiven(command, option) ? 'required' : 'optional';
  return [option.name, `${type}, ${need}`, option.description];
}

function nameOf(command: Command): string {
  return command.path.join(' ');
}
