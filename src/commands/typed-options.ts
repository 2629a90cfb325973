import type { Option } from './command.ts';

/**
 * What was typed behind a command, as values for the fields of its options: `name:value` as Discord shows it, up to the
 * next name; what stands before the first name belongs to the first option. Only names that the command declares
 * count, and nothing is done with the values until the person has seen them in their fields. The console's page reads
 * in the same way (web/typed-options.js).
 */
export function readTypedOptions(
  options: readonly Pick<Option, 'name'>[],
  typed: string,
): { readonly [name: string]: string } {
  const names = new Set(options.map(({ name }) => name));
  const values: { [name: string]: string } = {};
  let current = options[0]?.name;
  let words: string[] = [];
  const keep = (): void => {
    if (current !== undefined && words.length > 0) values[current] = words.join(' ');
    words = [];
  };
  for (const word of typed.split(/\s+/).filter(Boolean)) {
    const colon = word.indexOf(':');
    const name = colon === -1 ? '' : word.slice(0, colon);
    if (names.has(name)) {
      keep();
      current = name;
      words = word.length > colon + 1 ? [word.slice(colon + 1)] : [];
    } else words.push(word);
  }
  keep();
  return values;
}
