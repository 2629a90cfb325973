import type { CardDraft } from '../chat/draft.ts';
import { OpsError } from '../errors.ts';
import type { Risk } from '../runbook/plan/plan.ts';
import { cut } from '../values/cut.ts';
import { anyOf } from '../values/saying.ts';
import { nearestNames } from '../written/nearest.ts';
import { actionCard } from './action-card.ts';
import type { Command, CommandContext, Option } from './command.ts';
import { lastWorked, lastWorkedEach } from './last-worked.ts';
import { actionsNamed } from './meant-action.ts';
import { findActions, findCommands } from './search.ts';
import { seenBy } from './seen.ts';
import type { ActionView } from './services.ts';
import { mustBeGiven, usageOf } from './usage.ts';
import { waysTo } from './ways-to.ts';

/** So many of each kind are listed when somebody looks for a word. */
const SHOWN = 12;

/** All commands, or what a topic names: a command, a group, an action, or whatever has something to do with its words. */
export async function helpCard(
  context: Pick<CommandContext, 'services' | 'principal' | 'place'>,
  typed: string,
): Promise<CardDraft> {
  const { services, place } = context;
  const topic = typed.trim().replace(/^\//, '').replace(/\s+/g, ' ').toLowerCase();
  const seen = await seenBy(context);
  const commands = services.commands().filter(seen.command);
  if (topic === '') return overview(commands);
  const named = explain(commands, topic);
  if (named !== undefined) return named;
  const [action, ...others] = actionsNamed(services.catalogue.actions(), topic).filter(seen.action);
  if (action !== undefined && others.length === 0)
    return actionCard(action, await lastWorked(services, action), await services.takenInstead(place));
  const found = {
    actions: findActions(services.catalogue.actions(), topic, {
      isSeen: seen.action,
      urgency: safestFirst,
    }).map(({ what }) => what),
    commands: findCommands(services.commands(), topic, seen.command)
      .map(({ what }) => what)
      // Those of runbooks stand among the actions.
      .filter((one) => one.action === undefined),
  };
  if (found.actions.length + found.commands.length > 0) {
    const shown = found.actions.slice(0, SHOWN);
    return foundCard(topic, found, await lastWorkedEach(services, shown));
  }
  throw new OpsError({
    code: 'help.unknown',
    what: `There is no help about "${cut(topic, 100)}".`,
    why: 'No command, no group of commands and no action that you may run has anything to do with it.',
    next: `${nearestTopics(topic, commands)} /ops help lists all commands. /ops runbook search finds contacts, limits and all else that runbooks say.`,
  });
}

const RISKS: readonly Risk[] = ['read', 'low', 'high', 'critical'];

/** Of what fits equally well: what only makes things safer and needs nobody else, then what risks least. */
function safestFirst({ needs, risk }: ActionView): readonly [number, number] {
  return [needs.breakGlass ? 0 : 1, RISKS.indexOf(risk)];
}

/** @param worked when each of the actions that have room last worked, in a few words, and the ways to what runs now */
function foundCard(
  topic: string,
  { actions, commands }: { readonly actions: readonly ActionView[]; readonly commands: readonly Command[] },
  worked: Awaited<ReturnType<typeof lastWorkedEach>>,
): CardDraft {
  const [shownActions, shownCommands] = [actions.slice(0, SHOWN), commands.slice(0, SHOWN)];
  const left = actions.length + commands.length - shownActions.length - shownCommands.length;
  return {
    title: `What has to do with "${cut(topic, 100)}"`,
    tone: 'neutral',
    blocks: [
      ...(shownActions.length === 0
        ? []
        : [
            {
              type: 'table',
              head: ['Action', 'What it does', 'Last run'],
              rows: shownActions.map(({ ref, title }, index) => [ref, title, worked.words[index] ?? '']),
            } as const,
          ]),
      ...(shownCommands.length === 0
        ? []
        : [
            {
              type: 'table',
              head: ['Command', 'What it does'],
              rows: shownCommands.map((command) => [`/${nameOf(command)}`, command.summary]),
            } as const,
          ]),
      ...(left > 0 ? [{ type: 'text', text: `…and ${left} more: add a word.` } as const] : []),
    ],
    controls: [
      ...worked.ways,
      ...waysTo(
        [
          ...shownActions.map(({ ref, title }) => ({ value: ref, label: title })),
          ...shownCommands.map((command) => ({ value: nameOf(command), label: `/${nameOf(command)}` })),
        ],
        { kind: 'help.show', field: 'topic' },
        'Explain one of them',
      ),
    ],
  };
}

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

/** What a topic names: a command by all its words or the last alone, a group by its words; undefined when nothing. */
function explain(commands: readonly Command[], topic: string): CardDraft | undefined {
  const words = topic.split(/\s+/);
  const command =
    commands.find((one) => nameOf(one) === topic) ?? commands.find((one) => one.path.at(-1) === topic);
  const members = commands.filter((one) => isBelow(one, words) || isBelow(one, ['ops', ...words]));
  if (command !== undefined && members.every((one) => one === command)) return explainCommand(command);
  if (members.length > 0) return explainGroup(topic, members);
  if (command !== undefined) return explainCommand(command);
  return undefined;
}

function isBelow({ path }: Command, words: readonly string[]): boolean {
  return words.every((word, index) => word === path[index]);
}

/** What is spelt most like it; a list of everything would be no answer. */
function nearestTopics(topic: string, commands: readonly Command[]): string {
  const nearest = nearestNames(topic, topicsOf(commands)).map((name) => `"${name}"`);
  return nearest.length === 0
    ? 'Nothing is called nearly so: try another word for it.'
    : `Did you mean ${anyOf(nearest)}?`;
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
