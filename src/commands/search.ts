import type { Completion } from '../chat/inbound.ts';
import type { Command } from './command.ts';
import { find, type Named } from './find.ts';
import type { ActionView } from './services.ts';

const SHOWN = 25;

export interface SearchOptions {
  /** What is not is not found. Default: everything. */
  readonly isSeen?: (action: ActionView) => boolean;
  /** Decides between actions that match equally well: compared in turn, the lower the earlier. */
  readonly urgency?: (action: ActionView) => readonly [number, number];
}

/** Something that was found, and how well it fits: the lower the better. */
export interface Found<T> {
  readonly what: T;
  readonly score: number;
}

/** Actions that match what was typed so far, best first. */
export function searchActions(
  actions: readonly ActionView[],
  text: string,
  options: SearchOptions = {},
): readonly Completion[] {
  return findActions(actions, text, options)
    .slice(0, SHOWN)
    .map(({ what }) => completionOf(what));
}

export function completionOf({ ref, title }: ActionView): Completion {
  return { value: ref, label: `${title} – ${ref}` };
}

/** The same with how well each fits. */
export function findActions(
  actions: readonly ActionView[],
  text: string,
  { isSeen = () => true, urgency = () => [0, 0] }: SearchOptions = {},
): readonly Found<ActionView>[] {
  return [...find(actions, text, actionNames, isSeen)]
    .flatMap(([position, score]) => {
      const action = actions[position];
      return action === undefined ? [] : [{ what: action, score, urgency: urgency(action) }];
    })
    .sort(
      (a, b) =>
        a.score - b.score ||
        a.urgency[0] - b.urgency[0] ||
        a.urgency[1] - b.urgency[1] ||
        (a.what.ref < b.what.ref ? -1 : 1),
    );
}

/** Commands that match what was typed so far, best first. */
export function findCommands(
  commands: readonly Command[],
  text: string,
  isSeen?: (command: Command) => boolean,
): readonly Found<Command>[] {
  return [...find(commands, text, commandNames, isSeen)]
    .flatMap(([position, score]) => {
      const command = commands[position];
      return command === undefined ? [] : [{ what: command, score }];
    })
    .sort((a, b) => a.score - b.score);
}

function actionNames({ ref, title, shortcut = '', keywords, description, spokenOf }: ActionView): Named {
  return {
    names: `${shortcut} ${ref} ${title}`,
    words: keywords.join(' '),
    more: [description, ...spokenOf].join(' '),
  };
}

function commandNames({ path, summary, help, options, action }: Command): Named {
  const more = [summary, help, ...options.map(({ name }) => name)].join(' ');
  if (action === undefined) return { names: path.join(' '), more };
  const { names, words = '', more: told } = actionNames(action);
  return { names: `${path.join(' ')} ${names}`, words, more: `${more} ${told}` };
}
