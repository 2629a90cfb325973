import { type LoadedModule, loadFolder } from '../files/load-folder.ts';
import type { ButtonKind } from './button.ts';
import type { Command } from './command.ts';

/** What a feature adds to what can be typed and clicked. */
export interface Brought {
  readonly name: string;
  readonly commands: readonly Command[];
  readonly buttons: readonly ButtonKind[];
}

/**
 * `/ops …`: one file a command, and those that features bring.
 * @throws Error on a module that is none, or two of the same path
 */
export async function loadCommands(
  features: readonly Pick<Brought, 'name' | 'commands'>[],
): Promise<readonly Command[]> {
  const modules = await loadFolder(new URL('./ops/', import.meta.url));
  const brought = features.flatMap(({ name, commands }) => asModules(name, commands));
  return unique([...modules, ...brought], isCommand, 'command', (command) => command.path.join(' '));
}

/**
 * What buttons and forms do: one file a kind, and those that features bring.
 * @throws Error on a module that is none, or two of a kind
 */
export async function loadButtons(
  features: readonly Pick<Brought, 'name' | 'buttons'>[],
): Promise<ReadonlyMap<string, ButtonKind>> {
  const modules = await loadFolder(new URL('./buttons/', import.meta.url));
  const brought = features.flatMap(({ name, buttons }) => asModules(name, buttons));
  const kinds = unique([...modules, ...brought], isButton, 'button kind', (button) => button.kind);
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

function asModules(feature: string, values: readonly unknown[]): readonly LoadedModule[] {
  return values.map((value) => ({ file: `the feature ${feature}`, value }));
}

/** The values of modules, checked. Fails loudly, naming the files, rather than losing one silently. */
export function unique<T>(
  modules: readonly LoadedModule[],
  isValid: (value: unknown) => value is T,
  what: string,
  idOf: (value: T) => string,
): readonly T[] {
  const files = new Map<string, string>();
  return modules.map(({ file, value }) => {
    if (!isValid(value)) throw new Error(`${file} does not export a ${what} as default`);
    const id = idOf(value);
    const before = files.get(id);
    if (before !== undefined) throw new Error(`${before} and ${file} are both the ${what} "${id}"`);
    files.set(id, file);
    return value;
  });
}

export function isCommand(value: unknown): value is Command {
  const command = value as Partial<Command> | null;
  return (
    typeof command === 'object' &&
    command !== null &&
    Array.isArray(command.path) &&
    command.path.length > 0 &&
    command.path.length <= 3 &&
    command.path.every((word) => /^[a-z][a-z0-9-]{0,31}$/.test(word)) &&
    typeof command.summary === 'string' &&
    command.summary.length <= 100 &&
    typeof command.help === 'string' &&
    Array.isArray(command.options) &&
    Array.isArray(command.examples) &&
    typeof command.run === 'function'
  );
}

function isButton(value: unknown): value is ButtonKind {
  const button = value as Partial<ButtonKind> | null;
  return (
    typeof button === 'object' &&
    button !== null &&
    typeof button.kind === 'string' &&
    button.data !== undefined &&
    (typeof button.press === 'function' || typeof button.submit === 'function')
  );
}
