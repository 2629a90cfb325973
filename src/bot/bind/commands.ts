import type { ButtonKind } from '../../commands/button.ts';
import { loadButtons, loadCommands } from '../../commands/catalog.ts';
import type { Command } from '../../commands/command.ts';
import type { CataloguePort } from '../../commands/services.ts';
import { shortcutCommands } from '../../commands/shortcuts.ts';
import type { Feature } from '../feature.ts';

/** All that people can type and click. */
export interface CommandBook {
  /** All commands as they are now: those of the program, and the shortcuts of the runbooks that serve. */
  commands(): readonly Command[];
  find(path: readonly string[]): Command | undefined;
  readonly buttons: ReadonlyMap<string, ButtonKind>;
}

/** @throws Error on two commands or buttons of one name: a mistake in the tree. */
export async function bindCommands(
  catalogue: Pick<CataloguePort, 'actions'>,
  features: readonly Feature[],
): Promise<CommandBook> {
  const [fixed, buttons] = await Promise.all([loadCommands(features), loadButtons(features)]);
  // The same list until something changes: what is found in it is looked up in an index of it.
  const all = onceFor((actions: Parameters<typeof shortcutCommands>[0]) => [
    ...fixed,
    ...shortcutCommands(actions),
  ]);
  const commands = (): readonly Command[] => all(catalogue.actions());
  return {
    commands,
    find: (path) => commands().find((command) => command.path.join(' ') === path.join(' ')),
    buttons,
  };
}

/** Remembers what came of the last list: it is the same one until something changes. */
function onceFor<A, B>(make: (list: readonly A[]) => B): (list: readonly A[]) => B {
  let last: { readonly list: readonly A[]; readonly made: B } | undefined;
  return (list) => {
    if (last?.list !== list) last = { list, made: make(list) };
    return last.made;
  };
}
