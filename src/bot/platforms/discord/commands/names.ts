import type { Option } from '../../../../commands/command.ts';

/** Discord's name of each option -> its own. Discord takes small letters, digits, `-` and `_`, 32 at most. */
export function optionNames(options: readonly Pick<Option, 'name'>[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name } of options) {
    const plain = name
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '-')
      .slice(0, 32);
    let shown = plain;
    for (let count = 2; names.has(shown); count += 1) shown = `${plain.slice(0, 29)}-${count}`;
    names.set(shown, name);
  }
  return names;
}
