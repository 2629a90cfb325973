/** @typedef {import('./types.js').Command} Command */

const SHOWN = 50;

/**
 * Commands for what was typed after the slash: every typed word must begin a word of the path, the summary or
 * an option's name; hits in the path come first.
 * @param {readonly Command[]} commands
 * @param {string} text
 * @param {string} first the command to begin with, which leads the list as long as nothing is typed
 * @returns {readonly Command[]}
 */
export function searchCommands(commands, text, first) {
  if (text === '/') {
    const isFirst = (/** @type {Command} */ command) => Number(`/${command.path.join(' ')}` === first);
    return commands.toSorted((a, b) => isFirst(b) - isFirst(a));
  }
  const typed = words(text.slice(1));
  return commands
    .map((command, index) => ({ command, index, score: score(command, typed) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, SHOWN)
    .map((hit) => hit.command);
}

/**
 * The command that was typed whole, followed by a space, and what stands behind it.
 * @param {readonly Command[]} commands
 * @param {string} text
 */
export function exactCommand(commands, text) {
  const matches = commands.filter((command) => text.startsWith(`/${command.path.join(' ')} `));
  const command = matches.sort((a, b) => b.path.length - a.path.length)[0];
  return command ? { command, rest: text.slice(command.path.join(' ').length + 2) } : null;
}

const WORDS = 6;
const WORD = 40;

/**
 * Reads what was typed whole, by the same rules as Slack's commands (bot/platforms/slack/inbound/read-command.ts): the command that
 * its words name, and what stands behind it; or no command, and the words as the bot is to refuse them.
 * @param {readonly Command[]} commands
 * @param {string} text
 * @returns {{ command: Command | undefined, words: readonly string[], rest: string }}
 */
export function readCommand(commands, text) {
  const typed = text.slice(1).split(/\s+/).filter(Boolean);
  const lower = typed.map((word) => word.toLowerCase());
  const named = (/** @type {readonly string[]} */ path) => path.every((word, at) => word === lower[at]);
  const [first] = lower;
  const help =
    lower.length === 1 ? commands.find(({ path }) => path.join(' ') === `${first} help`) : undefined;
  const command =
    commands.filter(({ path }) => named(path)).sort((a, b) => b.path.length - a.path.length)[0] ?? help;
  const rest = command && command !== help ? typed.slice(command.path.length).join(' ') : '';
  const known = command?.path.length ?? lower.length;
  const words = [...lower.slice(0, known), ...typed.slice(known)];
  return { command, words: words.slice(0, WORDS).map((word) => word.slice(0, WORD)), rest };
}

/** @param {Command} command @param {readonly string[]} typed */
function score(command, typed) {
  const path = command.path.join(' ').toLowerCase();
  if (path === typed.join(' ')) return 1000;
  if (path.startsWith(typed.join(' '))) return 500;
  const inPath = words(path);
  const elsewhere = words(`${command.summary} ${command.options.map((option) => option.name).join(' ')}`);
  let total = 1;
  for (const word of typed) {
    if (inPath.some((item) => item.startsWith(word))) total += 20;
    else if (elsewhere.some((item) => item.startsWith(word))) total += 5;
    else return 0;
  }
  return total;
}

/** @param {string} text */
function words(text) {
  return text
    .toLowerCase()
    .split(/[\s/:_-]+/)
    .filter(Boolean);
}
