import type { Json } from '../../canonical.ts';
import { isNumeric, readNumber } from '../../values/number.ts';
import type { Action } from '../definition/construct/action.ts';
import type { Direction } from '../definition/construct/direction.ts';
import type { ValueType } from '../definition/construct/value-type.ts';
import { includersOf } from '../definition/inclusion/graph.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import { type Bound, boundText, compareToBound } from './bound.ts';
import type { PlannedDirection } from './plan.ts';

/** What an action that only looks found to hold now; or why nobody can tell that. Undefined: nobody has looked for it. */
export type Holding = NonNullable<PlannedDirection['holds']> | { readonly why: string } | undefined;

/** The direction by which an action chooses who approves it; undefined: it chooses nothing. */
export function directionOf({ approval }: Pick<Action, 'approval'>): Direction | undefined {
  return typeof approval === 'object' && 'looser' in approval ? approval : undefined;
}

/** The actions that change what one of them asks about, itself among them: those that ask the same of the same action, and what includes them. */
export function changersOf(
  runbook: Pick<Runbook, 'id' | 'actions'>,
  { now }: Pick<Direction, 'now'>,
): readonly string[] {
  return Object.values(runbook.actions)
    .filter((action) => {
      const other = directionOf(action)?.now;
      return other?.action === now.action && other.gives === now.gives;
    })
    .flatMap(({ id }) => [id, ...includersOf(runbook, id)])
    .map((id) => actionRef(runbook.id, id))
    .filter((reference, index, all) => all.indexOf(reference) === index)
    .toSorted();
}

/**
 * Which way a new value goes from what holds now. Only what is known to tighten does: what is not known, and what changes nothing,
 * counts as what loosens.
 */
export function wayOf(
  { looser }: Pick<Direction, 'looser'>,
  type: ValueType,
  asked: Json | undefined,
  holds: string | undefined,
): PlannedDirection['way'] {
  if (holds === undefined || !isBound(asked)) return 'loosens';
  const now: Bound = isNumeric(asked) ? (readNumber(holds) ?? holds) : holds;
  const order = compareToBound(type, asked, now, undefined);
  const tightens = order !== undefined && (looser === 'higher' ? order < 0 : order > 0);
  return tightens ? 'tightens' : 'loosens';
}

function isBound(value: Json | undefined): value is Bound {
  return typeof value === 'string' || isNumeric(value);
}

/** For people: `Loosens bps: 100 now (read by run-7k2m9q4t), 200 asked for`. */
export function directionInWords({
  param,
  way,
  asked,
  holds,
  action,
  unknown = `no run of ${action} has told lately what holds now`,
}: PlannedDirection): string {
  const to = isBound(asked) ? `${boundText(asked)} asked for` : 'nothing asked for';
  if (holds === null) return `Counts as loosening ${param}, because ${unknown}; ${to}`;
  return `${way === 'loosens' ? 'Loosens' : 'Tightens'} ${param}: ${holds.value} now (read by ${holds.run}), ${to}`;
}
