import type { Action } from '../definition/construct/action.ts';
import { phaseOf, type StepList } from '../definition/construct/sequence.ts';
import type { Step } from '../definition/construct/step.ts';
import type { Runbook } from '../definition/runbook.ts';
import { type Frame, frameOf, idWithin, includedFrame } from './frame.ts';
import type { WayDown } from './plan.ts';
import { givesWay, onlyReduces } from './undoing.ts';

/** A step as it stands in a plan: its own, or that of an action that is included. */
export interface Expanded {
  readonly step: Step;
  /** Unique in the plan: `reset`, or `verify/look` within an inclusion. */
  readonly id: string;
  readonly phase: WayDown | undefined;
  readonly frame: Frame;
  /** All of which must hold, the outermost first. */
  readonly conditions: readonly Condition[];
  /** Titles of the inclusions in which it stands, the outermost first. */
  readonly titles: readonly string[];
  /** Where that of the action which was asked for stands: it is the inclusion, or the step itself. */
  readonly place: { readonly list: StepList; readonly index: number };
}

/** When a step runs: as its frame says, or by what became of the inclusion whose way down it is. */
type Condition =
  | { readonly when: NonNullable<Step['when']>; readonly frame: Frame }
  | { readonly included: string; readonly is: 'begun' | 'failed' }
  | { readonly overtaken: false };

/** The way down goes on where an emergency has begun, but for what would take that back. */
const UNDONE: Condition = { overtaken: false };

type Actions = Pick<Runbook, 'actions'>;

/** What an action does, and its way down. */
type Parts = Readonly<Record<Phase, readonly Expanded[]>>;
type Phase = 'main' | WayDown;

/**
 * Every step of a plan in its order, those of inclusions in their places. The way down of what is included comes before that of the
 * action itself, and that of the last inclusion first: what was begun last is undone first. A circle of inclusions has no end, and
 * was refused before.
 */
export function expand(runbook: Actions, frame: Frame): readonly Expanded[] {
  const { main, 'on-failure': onFailure, always } = partsOf(runbook, frame);
  return [...main, ...onFailure, ...always];
}

/** @param isDown whether it stands on the way down of what includes it, however far out: there it gives way where it takes back. */
function partsOf(runbook: Actions, frame: Frame, isDown = false): Parts {
  const own: Record<Phase, Expanded[]> = { main: [], 'on-failure': [], always: [] };
  const unwinding: Record<WayDown, Expanded[]> = { 'on-failure': [], always: [] };
  for (const [position, { step, list, index }] of frame.sequence.entries()) {
    const id = idWithin(frame, step, position);
    const phase = phaseOf(list);
    const place = { list, index };
    const conditions = step.when === null ? [] : [{ when: step.when, frame }];
    const included = includedFrame(runbook, frame, step, id);
    if (included === undefined) {
      own[phase ?? 'main'].push({ step, id, phase, frame, conditions, titles: [], place });
      continue;
    }
    // What only reduces a risk gives way to nobody, whatever stands in it.
    const mayYield = (isDown || phase !== undefined) && !onlyReduces(included.action);
    const yields = mayYield && givesWay(runbook, included.action);
    const parts = partsOf(runbook, included, mayYield && !yields);
    const titles = step.title === undefined ? [] : [step.title];
    const inInclusion = (one: Expanded, more: readonly Condition[], when = one.phase): Expanded => ({
      ...one,
      phase: when,
      conditions: [...more, ...one.conditions],
      titles: [...titles, ...one.titles],
      place,
    });
    const all = yields ? [...conditions, UNDONE] : conditions;
    own[phase ?? 'main'].push(...parts.main.map((one) => inInclusion(one, all, phase)));
    const after = (way: WayDown, is: 'begun' | 'failed') =>
      parts[way].map((one) => inInclusion(one, [{ included: included.prefix, is }]));
    unwinding['on-failure'].unshift(...after('on-failure', 'failed'));
    unwinding.always.unshift(...after('always', 'begun'));
  }
  return {
    main: own.main,
    'on-failure': [...unwinding['on-failure'], ...own['on-failure']],
    always: [...unwinding.always, ...own.always],
  };
}

/** More than this nobody reads before they approve. */
export const MOST_STEPS = 200;

/** How many steps a plan of this frame would have, without making one; without end where inclusions lead back to themselves. */
export function countSteps(runbook: Actions, frame: Frame): number {
  const counted = new Map<string, number>();
  const count = ({ action, sequence }: Pick<Frame, 'action' | 'sequence'>): number => {
    const known = counted.get(action.id);
    if (known !== undefined) return known;
    // Whoever comes back here before it is counted is in a circle.
    counted.set(action.id, Number.POSITIVE_INFINITY);
    let steps = 0;
    for (const { step } of sequence) {
      const included = includedFrame(runbook, frame, step, '');
      steps += included === undefined ? 1 : count(included);
    }
    counted.set(action.id, steps);
    return steps;
  };
  return count(frame);
}

/** Whether there is a plan with all steps of an action, and one that people can read. */
export function expandable(runbook: Actions, action: Action, mode: Frame['mode']): boolean {
  return countSteps(runbook, frameOf(action, mode)) <= MOST_STEPS;
}
