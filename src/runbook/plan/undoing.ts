import type { Action } from '../definition/construct/action.ts';
import { includedIn, includersOf } from '../definition/inclusion/graph.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import type { Plan } from './plan.ts';

type Actions = Pick<Runbook, 'id' | 'actions'>;

/** Whether an action takes an emergency back, itself or by what it includes. */
export function takesBack(runbook: Pick<Runbook, 'actions'>, action: Action): boolean {
  if (onlyReduces(action)) return false;
  return [action, ...includedIn(runbook, action)].some((one) => undoneIn(runbook, one).length > 0);
}

/** What an action gives way to, and what gives way to it; neither where there is nothing. */
export function undoingOf(runbook: Actions, action: Action): Pick<Plan, 'undoes' | 'undoneBy'> {
  const undoes = undoesOf(runbook, action);
  const undoneBy = undoneByOf(runbook, action);
  return {
    ...(undoes.length === 0 ? {} : { undoes }),
    ...(undoneBy.length === 0 ? {} : { undoneBy }),
  };
}

/** The actions that it takes back, itself or by what it includes, and whatever includes one of those: that does the same. */
function undoesOf(runbook: Actions, action: Action): readonly string[] {
  // An emergency gives way to nobody, also where its own way down takes it back.
  if (onlyReduces(action)) return [];
  const undone = [action, ...includedIn(runbook, action)].flatMap((one) => undoneIn(runbook, one));
  return referred(
    runbook,
    action,
    undone.flatMap((id) => [id, ...includersOf(runbook, id)]),
  );
}

function undoneByOf(runbook: Actions, action: Action): readonly string[] {
  const undoing = undoersIn(runbook, action)
    .flatMap((id) => [id, ...includersOf(runbook, id)])
    .filter((id) => !onlyReduces(runbook.actions[id]));
  return referred(runbook, action, undoing);
}

/** What takes an emergency back. */
export interface Undoers {
  readonly emergency: string;
  /** What does so itself. */
  readonly itself: readonly string[];
  /** The same, with whatever includes one of those. */
  readonly all: readonly string[];
}

/** The emergencies that an action takes back, each with everything that does. */
export function undoersOf(runbook: Actions, action: Action): readonly Undoers[] {
  const undone = undoesOf(runbook, action);
  return Object.values(runbook.actions).flatMap((one): readonly Undoers[] => {
    const emergency = actionRef(runbook.id, one.id);
    if (!undone.includes(emergency)) return [];
    const ids = undoersIn(runbook, one);
    const itself = referred(runbook, one, ids);
    const all = referred(
      runbook,
      one,
      ids.flatMap((id) => [id, ...includersOf(runbook, id)]),
    );
    return [{ emergency, itself, all }];
  });
}

/** What takes an action back itself, or something that it includes. */
function undoersIn(runbook: Actions, action: Action): readonly string[] {
  const done = [action, ...includedIn(runbook, action)].map(({ id }) => id);
  return Object.values(runbook.actions).flatMap((one) =>
    undoneIn(runbook, one).some((id) => done.includes(id)) ? [one.id] : [],
  );
}

/** What an action says that it undoes, and what only reduces a risk and names it as its way back. */
function undoneIn({ actions }: Pick<Runbook, 'actions'>, { id, undoes }: Action): readonly string[] {
  const back = Object.values(actions).filter((one) => one.revert?.action === id && onlyReduces(one));
  return [...undoes, ...back.map((one) => one.id)];
}

function onlyReduces(action: Pick<Action, 'reduces'> | undefined): boolean {
  return action?.reduces === 'risk';
}

/** Each once and never the action itself, in an order that does not hang on that of the files. */
function referred(runbook: Actions, { id }: Action, ids: readonly string[]): readonly string[] {
  const others = new Set(ids.filter((other) => other !== id));
  return [...others].map((other) => actionRef(runbook.id, other)).toSorted();
}
