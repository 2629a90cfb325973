import type { CardDraft } from '../../chat/draft.ts';
import { OpsError } from '../../errors.ts';
import { type Command, defineCommand, type Option } from '../command.ts';

export default defineCommand({
  path: ['ops', 'help'],
  summary: 'List the commands, or explain one.',
  help: 'Everything here is made from the commands themselves, so it is never out of date.',
  examples: ['/ops help', '/ops help topic:ops run'],
  access: 'anyone',
  options: [
    {
      name: 'topic',
      type: 'text',
      description: 'A command, such as "ops run"; type to search.',
      required: false,
      maxLength: 100,
      complete: async (text, { services }) =>
        services
          .commands()
          .map((command) => ({ value: nameOf(command), label: `/${nameOf(command)} – ${command.summary}` }))
          .filter(({ label }) => label.toLowerCase().includes(text.toLowerCase().replace(/^\//, ''))),
    },
  ],
  async run({ services }, options) {
    const topic = (options.topic ?? '').trim().replace(/^\//, '').toLowerCase();
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
    footer: 'More about one: /ops help topic:…',
  };
}

function explain(commands: readonly Command[], topic: string): CardDraft {
  const command = commands.find((one) => nameOf(one) === topic || one.path.at(-1) === topic);
  if (command === undefined) {
    throw new OpsError({
      code: 'help.unknown',
      what: `There is no help about "${topic.slice(0, 100)}".`,
      why: 'No command has this name.',
      next: '/ops help lists the commands.',
    });
  }
  return {
    title: `/${nameOf(command)}`,
    tone: 'neutral',
    status: command.summary,
    blocks: [
      { type: 'text', text: command.help },
      ...(command.options.length === 0
        ? []
        : [{ type: 'table', head: ['Option', '', ''], rows: command.options.map(optionRow) } as const]),
      { type: 'code', label: 'Examples', text: command.examples.join('\n') },
    ],
    controls: [],
  };
}

function optionRow(option: Option): readonly string[] {
  const type = option.choices ? option.choices.map((choice) => choice.value).join(' | ') : option.type;
  return [option.name, option.required ? `${type}, required` : type, option.description];
}

function nameOf(command: Command): string {
  return command.path.join(' ');
}
