import { canonicalJson, type Json } from '../../../../canonical.ts';

/** The parts of a declaration that Keyturn decides. Discord answers with more: ids, versions, translations. */
const PARTS = [
  'type',
  'name',
  'description',
  'required',
  'autocomplete',
  'max_length',
  'choices',
  'value',
  'options',
] as const;

/** Commands as one text that is the same exactly when they are: whatever Discord leaves out or adds. */
export function normalize(commands: readonly object[]): string {
  return canonicalJson(commands.map(part).sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en')));
}

function part(value: object): { readonly [key: string]: Json } {
  const found: { [key: string]: Json } = {};
  for (const key of PARTS) {
    const given = (value as Record<string, unknown>)[key];
    // Absent, false and empty are the same to Discord.
    if (given === undefined || given === null || given === false) continue;
    if (!Array.isArray(given)) found[key] = given as string | number | boolean;
    else if (given.length > 0) found[key] = given.map((one: object) => part(one));
  }
  // A chat command is what Discord assumes when no type is said.
  if (found.type === undefined) found.type = 1;
  return found;
}

function nameOf(command: { readonly [key: string]: Json }): string {
  return String(command.name);
}
