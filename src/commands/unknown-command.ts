import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { nearestNames, suggestName } from '../written/nearest.ts';
import type { Command } from './command.ts';
import { usageOf } from './usage.ts';

const SHOWN = 100;

/**
 * Why words that were typed are no command: surplus words behind one, a group that names none of its commands, or a word
 * that is misspelt. Nothing is done for any of them.
 * @param words as they were typed, without the slash
 * @param known those that this person may be told of
 */
export function unknownCommand(words: readonly string[], known: readonly Command[]): OpsError {
  const whole = known.findLast(({ path }) => begins(words, path));
  if (whole !== undefined) return surplusWords(whole, words.slice(whole.path.length).join(' '));
  const depth = knownDepth(words, known);
  const group = words.slice(0, depth);
  const typed = `/${words.join(' ')}`.slice(0, SHOWN);
  const next = nextWords(group, known);
  if (depth === words.length)
    return new OpsError({
      code: 'command.group',
      what: 'Nothing was done.',
      why: `${typed} is a group of commands, and says not which of them.`,
      next: `Add one of: ${next.join(', ')}. /ops help topic:${words.join(' ')} explains them.`,
    });
  return new OpsError({
    code: 'command.unknown',
    what: `There is no command ${typed}.`,
    why: `No command${depth === 0 ? '' : ` of /${group.join(' ')}`} is called "${cut(words[depth] ?? '', SHOWN)}". Commands of a runbook go when it is not loaded any more.`,
    next: `${meant(words, group, known)} /ops help lists what there is.`,
  });
}

/** The refusal of words behind a command that have no option to belong to. */
export function surplusWords(command: Command, surplus: string): OpsError {
  const { options, path } = command;
  const takes = options.length === 0 ? 'takes nothing behind it' : 'takes no more words there';
  return new OpsError({
    code: 'command.surplus',
    what: 'Nothing was done.',
    why: `"${cut(surplus, SHOWN)}" was not understood: /${path.join(' ')} ${takes}.`,
    next: `Write it as ${usageOf(command)}. /ops help topic:${path.join(' ')} explains it.`,
  });
}

function meant(words: readonly string[], group: readonly string[], known: readonly Command[]): string {
  const word = words[group.length] ?? '';
  const next = nextWords(group, known);
  const [sibling] = nearestNames(word, next, 1);
  if (sibling !== undefined) {
    // Words behind the misspelt one are kept where they make a command.
    const mended = [...group, sibling, ...words.slice(group.length + 1)];
    const found = known.find(({ path }) => begins(mended, path) || begins(path, mended));
    return `Did you mean /${(found === undefined ? [...group, sibling] : found.path.slice(0, mended.length)).join(' ')}?`;
  }
  // `/show` or `/ops show`: the word stands elsewhere in the tree.
  const elsewhere = known.filter(({ path }) => path.includes(word)).map(({ path }) => `/${path.join(' ')}`);
  if (elsewhere.length > 0) return `Did you mean ${elsewhere.slice(0, 3).join(' or ')}?`;
  return suggestName(word, next);
}

/** How many of the words lead into the tree of commands. */
function knownDepth(words: readonly string[], known: readonly Command[]): number {
  const unknown = words.findIndex(
    (_word, index) => !known.some(({ path }) => begins(path, words.slice(0, index + 1))),
  );
  return unknown === -1 ? words.length : unknown;
}

function nextWords(group: readonly string[], known: readonly Command[]): readonly string[] {
  const next = known.filter(({ path }) => begins(path, group)).map(({ path }) => path[group.length] ?? '');
  return [...new Set(next)].filter(Boolean).sort();
}

/** Whether `words` begins with all of `beginning`. */
function begins(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((word, index) => word === words[index]);
}
