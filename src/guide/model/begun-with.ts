import type { Item } from '../sheet/sheet.ts';
import type { Placed } from './state.ts';

/** One run answers every item that asks for it: those that are open or have failed, beside the one that was chosen. */
export function begunWith(placed: readonly Placed[], chosen: Item): readonly string[] {
  const action = actionOf(chosen);
  return placed.flatMap(({ item, standing }) =>
    item.id === chosen.id ||
    (action !== undefined && actionOf(item) === action && (standing === 'open' || standing === 'failed'))
      ? [item.id]
      : [],
  );
}

/** What begins with a guide: the first item of each action that only looks and takes nothing, in their order. */
export function beginsAtOnce(placed: readonly Placed[]): readonly Item[] {
  const first = new Map<string, Item>();
  for (const { item, standing } of placed) {
    const action = actionOf(item);
    if (action !== undefined && item.work.by === 'action' && item.work.automatic && standing === 'open')
      if (!first.has(action)) first.set(action, item);
  }
  return [...first.values()];
}

export function actionOf({ work }: Item): string | undefined {
  return work.by === 'action' ? work.action.ref : undefined;
}
