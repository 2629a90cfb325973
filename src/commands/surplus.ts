import { OpsError } from '../errors.ts';
import { nearestNames } from '../written/nearest.ts';
import type { Command, Option } from './command.ts';
import { surplusWords } from './unknown-command.ts';
import { usageOf } from './usage.ts';

/**
 * Words that belong to no option are refused wherever they were typed: left out in silence, or taken for a part of a value,
 * they would let something else happen than was meant.
 * @throws OpsError with what was not understood, and how the command is written
 */
export function refuseSurplus(command: Command, given: { readonly [name: string]: string }): void {
  for (const option of command.options) {
    const words = (given[option.name] ?? '').split(/\s+/).filter(Boolean);
    const stray = words.map((word) => misspelt(command, option, word, words)).find(Boolean);
    if (stray !== undefined) throw stray;
    if (words.length > 1 && isOneWord(option)) throw surplusWords(command, words.slice(1).join(' '));
  }
}

function isOneWord({ type, choices = [], oneWord }: Option): boolean {
  if (type === 'choice') return choices.every(({ value }) => !/\s/.test(value));
  return type !== 'text' || oneWord === true;
}

const LOOKS_NAMED = /^([a-z][a-z-]{2,}):/;

/**
 * `reson:why` in a value that names something. Prose may say what it likes; and the first word of a value that is searched
 * for is that value, `shop:health/check`, unless one more colon stands in it.
 */
function misspelt(
  command: Command,
  option: Option,
  word: string,
  words: readonly string[],
): OpsError | undefined {
  const name = LOOKS_NAMED.exec(word)?.[1];
  if (name === undefined || (option.type === 'text' && !isOneWord(option) && option.complete === undefined))
    return undefined;
  if (!isOneWord(option) && word === words[0] && word.split(':').length < 3) return undefined;
  const names = command.options.map((one) => one.name);
  const [meant] = nearestNames(name, names, 1);
  if (meant === undefined || meant === name) return undefined;
  return new OpsError({
    code: 'command.unknown-option',
    what: 'Nothing was done.',
    why: `/${command.path.join(' ')} has no option "${name}".`,
    next: `Did you mean '${meant}'? Write it as ${usageOf(command)}.`,
  });
}
