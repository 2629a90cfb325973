import type { Command } from '../../../../commands/command.ts';

export type ReadCommand =
  /** It can run as it stands. */
  | { readonly type: 'run'; readonly path: readonly string[] }
  /** Its options have to be asked for; `rest` is what was typed behind it. */
  | { readonly type: 'ask'; readonly command: Command; readonly rest: string };

const WORD = 40;
const WORDS = 6;

/**
 * Reads `/ops approvals show`. The words name a command, and nothing more is read from them: options are filled in
 * where each has a field of its own, so that nobody has to know how they would be written.
 * @param slash such as `/ops`
 */
export function readCommand(slash: string, text: string, commands: readonly Command[]): ReadCommand {
  const root = slash.replace(/^\//, '').toLowerCase();
  const typed = text.trim().split(/\s+/).filter(Boolean);
  const words = [root, ...typed.map((word) => word.toLowerCase())];
  const command = longestMatch(words, commands);
  if (command === undefined) return { type: 'run', path: unknownPath(words, commands) };
  const rest = typed.slice(command.path.length - 1).join(' ');
  // Words behind a command that takes nothing name no command: they are refused where unknown ones are.
  if (rest !== '' && command.options.length === 0)
    return { type: 'run', path: shortened([...command.path, ...typed.slice(command.path.length - 1)]) };
  if (rest !== '') return { type: 'ask', command, rest };
  return command.options.some((option) => option.required)
    ? { type: 'ask', command, rest }
    : { type: 'run', path: command.path };
}

function longestMatch(words: readonly string[], commands: readonly Command[]): Command | undefined {
  return commands
    .filter(({ path }) => path.every((word, index) => word === words[index]))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** A slash command alone shows its help where it has one. What nobody knows is refused like everywhere. */
function unknownPath(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const [root = ''] = words;
  const hasHelp = commands.some(({ path }) => path.join(' ') === `${root} help`);
  if (words.length === 1 && hasHelp) return [root, 'help'];
  return shortened(words);
}

/** As much of what somebody typed as a refusal tells them again. */
function shortened(words: readonly string[]): readonly string[] {
  return words.slice(0, WORDS).map((word) => word.slice(0, WORD));
}
