import { type LoadedModule, loadFolder } from '../files/load-folder.ts';
import type { ButtonKind } from './button.ts';
import type { Command } from './command.ts';

/**
 * `/ops …`: one file a command, and those that features bring.
 * @throws Error on a module that is none, or two of the same path
 */
export async function loadCommands(brought: readonly Command[]): Promise<readonly Command[]> {
  const modules = await loadFolder(new URL('./ops/', import.meta.url));
  return unique([...modules, ...asModules(brought)], isCommand, 'command', (command) =>
    command.path.join(' '),
  );
}

/**
 * What buttons and forms do: one file a kind, and those that features bring.
 * @throws Error on a module that is none, or two of a kind
 */
export async function loadButtons(brought: readonly ButtonKind[]): Promise<ReadonlyMap<string, ButtonKind>> {
  const modules = await loadFolder(new URL('./buttons/', import.meta.url));
  const kinds = unique([...modules, ...asModules(brought)], isButton, 'button kind', (button) => button.kind);
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

function asModules(brought: readonly unknown[]): readonly LoadedModule[] {
  return brought.map((value) => ({ file: 'a feature', value }));
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
