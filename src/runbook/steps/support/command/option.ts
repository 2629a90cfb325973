/** An option that an item may be, and whether its value is attached. */
export interface Option {
  readonly name: string;
  readonly attached: boolean;
}

/** The lists of a program in which its options stand. */
interface Lists {
  readonly takes: readonly string[];
  readonly code?: readonly string[];
  readonly loads?: readonly string[];
  readonly modules?: readonly string[];
  readonly takesTwo?: readonly string[];
  readonly sets?: readonly string[];
  readonly pipes?: readonly string[];
  readonly leadingPipes?: readonly string[];
  readonly runs?: readonly string[];
  readonly flags?: readonly string[];
  readonly words?: boolean;
}

/** An option that is known. */
export interface Role extends Option {
  readonly isIn: (names: readonly string[] | undefined) => boolean;
}

/**
 * The options that an item may be, in the order in which they count: the word, then letter by letter as far as they can be
 * told, each with whether its value is attached. Undefined when it is none. Some programs know only words.
 */
export function optionOf(item: string, words = false): readonly Option[] | undefined {
  const [, dashes, word = '', equals] = /^(--?|\+)([A-Za-z][\w-]*)?([=:/])?/.exec(item) ?? [];
  if (dashes === undefined || item.length === dashes.length) return undefined;
  const isSeparated = equals === '=' || (words && equals !== undefined);
  const whole = { name: word, attached: isSeparated };
  if (dashes === '--' || words) return [whole];
  const letters = [...word].map((name, index) => ({
    name,
    attached: dashes.length + index + 1 < item.length,
  }));
  // `-e{{ … }}` is the letter with its value, not a word that nobody knows.
  const isWord = isSeparated || item.length === dashes.length + word.length;
  return isWord ? [whole, ...letters] : letters;
}

/** What a program takes an option for; words may be cut, and are then the strictest of those that they begin. */
export function roleOf(item: string, option: readonly Option[], lists: Lists): Role | undefined {
  const { takes, code = [], loads = [], modules = [], takesTwo = [], flags = [] } = lists;
  const { sets = [], pipes = [], leadingPipes = [], runs = [] } = lists;
  const known = [code, loads, modules, runs, takes, takesTwo, sets, pipes, leadingPipes].flat();
  const role = (name: string, attached: boolean): Role => ({
    name,
    attached,
    isIn: (names) => names?.includes(name) ?? false,
  });
  for (const { name, attached } of option) {
    if (known.includes(name)) return role(name, attached);
    // What is a flag as a word is not one letter by letter.
    if (name.length > 1 && isListed(name, flags)) return undefined;
  }
  const [whole] = option;
  if (whole === undefined || whole.name.length < 2) return undefined;
  if (!(item.startsWith('--') || lists.words)) return undefined;
  const meant = known.find((name) => name.length > 1 && name.startsWith(whole.name));
  return meant === undefined ? undefined : role(meant, whole.attached);
}

/** Whether an option has no value, as a word or letter by letter. */
export function isFlag(item: string, name: string, flags: readonly string[]): boolean {
  if (isListed(name, flags)) return true;
  const letters = [...name.replace(/\d/g, '')];
  return !item.startsWith('--') && letters.every((letter) => flags.includes(letter));
}

function isListed(name: string, flags: readonly string[]): boolean {
  return flags.some((flag) => (flag.endsWith('*') ? name.startsWith(flag.slice(0, -1)) : flag === name));
}
