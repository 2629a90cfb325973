import type { Runbook } from '../definition/runbook.ts';
import type { Frame } from './frame.ts';
import type { Plan, PlannedNumber } from './plan.ts';

/**
 * The numbers in the actions of a plan, and in the slots of their steps, that stand elsewhere, each once: what approvers see of them,
 * and where they came from.
 */
export function numbersOf({ numbers }: Runbook, frames: readonly Frame[]): Pick<Plan, 'numbers'> {
  const places: Readonly<Partial<Record<string, ReadonlySet<PropertyKey>>>> = {
    actions: new Set(frames.map(({ action }) => action.id)),
    slots: new Set(frames.flatMap(({ sequence }) => sequence.flatMap(({ step }) => step.slot ?? []))),
  };
  const used = numbers.filter(
    ({ path: [collection, id = ''] }) => places[String(collection)]?.has(id) === true,
  );
  const each = new Map(
    used.map(({ path: _path, ...number }): [string, PlannedNumber] => [number.name, number]),
  );
  return each.size === 0 ? {} : { numbers: [...each.values()] };
}
