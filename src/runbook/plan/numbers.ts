import type { Runbook } from '../definition/runbook.ts';
import type { Frame } from './frame.ts';
import type { Plan, PlannedNumber } from './plan.ts';

/** The numbers in the actions of a plan that stand elsewhere, each once: what approvers see of them, and where they came from. */
export function numbersOf({ numbers }: Runbook, frames: readonly Frame[]): Pick<Plan, 'numbers'> {
  const actions = new Set<PropertyKey>(frames.map(({ action }) => action.id));
  const used = numbers.filter(
    ({ path: [collection, id = ''] }) => collection === 'actions' && actions.has(id),
  );
  const each = new Map(
    used.map(({ path: _path, ...number }): [string, PlannedNumber] => [number.name, number]),
  );
  return each.size === 0 ? {} : { numbers: [...each.values()] };
}
