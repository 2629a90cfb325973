import { UsageError } from './arguments.ts';

export interface Words {
  /** What is no option, in order. */
  readonly plain: readonly string[];
  /** Options without a value that were given. */
  has(option: string): boolean;
  /** The value of an option, the last one where it was given twice. */
  value(option: string): string | undefined;
}

/**
 * Reads a command line as the real tools do: options anywhere, values attached by `=` or behind them.
 * @throws UsageError on an option that is not listed, and on one without its value
 */
export function readWords(
  argv: readonly string[],
  options: { readonly flags?: readonly string[]; readonly values?: readonly string[] },
): Words {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const plain: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [name = '', ...attached] = word.split('=');
    if (!word.startsWith('-')) plain.push(word);
    else if (options.flags?.includes(word) === true) flags.add(word);
    else if (options.values?.includes(name) === true) values.set(name, behind(name, attached, rest));
    else throw new UsageError(`unknown option: ${word}`);
  }
  return { plain, has: (option) => flags.has(option), value: (option) => values.get(option) };
}

function behind(name: string, attached: readonly string[], rest: string[]): string {
  const value = attached.length > 0 ? attached.join('=') : rest.shift();
  if (value === undefined) throw new UsageError(`${name} needs a value`);
  return value;
}
