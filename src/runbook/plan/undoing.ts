import type { Action } from '../definition/construct/action.ts';
import { actionNamed, includedIn, includersOf } from '../definition/inclusion/graph.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import { type GivingWay, type GivingWayKeys, givingWayKeys } from './giving-way.ts';

type Actions = Pick<Runbook, 'id' | 'actions'>;

/** Whether an action itself gives way to an emergency, whatever it includes. */
export function givesWay(runbook: Pick<Runbook, 'actions'>, action: Action): boolean {
  return !onlyReduces(action) && yieldedIn(runbook, action).length > 0;
}

/** What an action gives way to, and what gives way to it, as its plan keeps that. */
export function undoingOf(runbook: Actions, action: Action): GivingWayKeys {
  const to = namedBy(yieldedIn, runbook, action);
  return givingWayKeys({ to, same: sameOf(runbook, action, to), by: yieldersTo(runbook, action) });
}

/** The emergencies that an action gives way to and does not take back. */
export function onlyGivesWayTo(runbook: Actions, action: Action): readonly string[] {
  const undone = namedBy(undoneIn, runbook, action);
  const emergencies = Object.values(runbook.actions).filter(onlyReduces);
  const refs = emergencies.map(({ id }) => actionRef(runbook.id, id));
  return namedBy(yieldedIn, runbook, action).filter((one) => refs.includes(one) && !undone.includes(one));
}

/** The emergencies that an action names by itself. */
type Naming = (runbook: Pick<Runbook, 'actions'>, action: Action) => readonly string[];

/** The emergencies that it names, itself or by what it includes, and whatever includes one of those: that does the same. */
function namedBy(naming: Naming, runbook: Actions, action: Action): readonly string[] {
  // An emergency gives way to nobody, also where its own way down takes it back.
  if (onlyReduces(action)) return [];
  const undone = [action, ...includedIn(runbook, action)].flatMap((one) => naming(runbook, one));
  return referred(
    runbook,
    action,
    // What would stop something only where it fails has stopped nothing when it begins.
    undone.flatMap((id) => [id, ...includersOf(runbook, id, 'reckoned-with')]),
  );
}

function yieldersTo(runbook: Actions, action: Action): readonly string[] {
  const yielding = namersIn(yieldedIn, runbook, action)
    .flatMap((id) => [id, ...includersOf(runbook, id)])
    .filter((id) => !onlyReduces(runbook.actions[id]));
  return referred(runbook, action, yielding);
}

/**
 * The parameters by which both name the same thing: what the same action has given, under the same name. Only of what it gives way to by
 * itself alone: what includes either has parameters of its own.
 */
function sameOf(runbook: Actions, action: Action, to: readonly string[]): GivingWay['same'] {
  const direct = new Set(yieldedIn(runbook, action));
  const deeper = new Set(includedIn(runbook, action).flatMap((one) => yieldedIn(runbook, one)));
  const same = [...direct].flatMap((id) => {
    const [ref, names] = [actionRef(runbook.id, id), namesShared(action, actionNamed(runbook, id))];
    return deeper.has(id) || names.length === 0 || !to.includes(ref) ? [] : [[ref, names] as const];
  });
  return Object.fromEntries(same);
}

function namesShared({ params }: Action, other: Action | undefined): readonly string[] {
  return Object.entries(params).flatMap(([name, { from }]) => {
    const there =
      other !== undefined && Object.hasOwn(other.params, name) ? other.params[name]?.from : undefined;
    return from !== undefined && from.action === there?.action && from.gives === there.gives ? [name] : [];
  });
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
  const undone = namedBy(undoneIn, runbook, action);
  return Object.values(runbook.actions).flatMap((one) =>
    undone.includes(actionRef(runbook.id, one.id)) ? [undoersFor(runbook, one)] : [],
  );
}

/** What takes one emergency back; where nothing does, it stands no longer than it is under way. */
export function undoersFor(runbook: Actions, emergency: Action): Undoers {
  const ids = namersIn(undoneIn, runbook, emergency);
  const itself = referred(runbook, emergency, ids);
  const all = referred(
    runbook,
    emergency,
    ids.flatMap((id) => [id, ...includersOf(runbook, id)]),
  );
  return { emergency: actionRef(runbook.id, emergency.id), itself, all };
}

/** What names an action itself, or something that it includes. */
function namersIn(naming: Naming, runbook: Actions, action: Action): readonly string[] {
  const done = [action, ...includedIn(runbook, action, 'reckoned-with')].map(({ id }) => id);
  return Object.values(runbook.actions).flatMap((one) =>
    naming(runbook, one).some((id) => done.includes(id)) ? [one.id] : [],
  );
}

/** Other emergencies that one action takes back beside this one: they stop the same thing, or more of it. */
export function stoppedAlike(runbook: Pick<Runbook, 'actions'>, { id }: Action): readonly string[] {
  const alike = Object.values(runbook.actions)
    .map((one) => undoneIn(runbook, one))
    .filter((undone) => undone.includes(id))
    .flat();
  return [...new Set(alike)].filter(
    (other) => other !== id && runbook.actions[other]?.breakGlass !== undefined,
  );
}

/** What an action gives way to: what it takes back, and what it names beside that. */
function yieldedIn(runbook: Pick<Runbook, 'actions'>, action: Action): readonly string[] {
  return [...undoneIn(runbook, action), ...action.givesWayTo];
}

/** What an action says that it undoes, and what only reduces a risk and names it as its way back. */
function undoneIn({ actions }: Pick<Runbook, 'actions'>, { id, undoes }: Action): readonly string[] {
  const back = Object.values(actions).filter((one) => one.revert?.action === id && onlyReduces(one));
  return [...undoes, ...back.map((one) => one.id)];
}

export function onlyReduces(action: Pick<Action, 'reduces'> | undefined): boolean {
  return action?.reduces === 'risk';
}

/** Each once and never the action itself, in an order that does not hang on that of the files. */
function referred(runbook: Actions, { id }: Action, ids: readonly string[]): readonly string[] {
  const others = new Set(ids.filter((other) => other !== id));
  return [...others].map((other) => actionRef(runbook.id, other)).toSorted();
}
