import type { Finding } from '../../../written/problem.ts';
import type { WrittenAction } from '../construct/action.ts';
import { REVERT } from '../construct/revert.ts';
import type { WrittenRunbook } from '../construct/runbook.ts';
import { STEP_LISTS } from '../construct/sequence.ts';
import type { Step } from '../construct/step.ts';
import { wayBackOf } from '../way-back.ts';

type Actions = WrittenRunbook['actions'];
type Path = readonly PropertyKey[];

/** How actions are taken back, before anything is put in place: by another action that can do it, and named where it can stand. */
export function revertFindings({ actions }: Pick<WrittenRunbook, 'actions'>): readonly Finding[] {
  return Object.entries(actions).flatMap(([id, action]) => [
    ...ofRevert(actions, id, action),
    ...ofPlaces(id, action),
  ]);
}

function ofRevert(actions: Actions, id: string, action: WrittenAction): readonly Finding[] {
  const { revert } = action;
  if (revert === undefined) return [];
  const unheard = action.internal && revert.remind !== undefined ? [remindsOfPart(id)] : [];
  return [...unheard, ...ofBack(actions, id, action, revert.action)];
}

/** A part of others has no card of its own, under which somebody could be reminded. */
function remindsOfPart(id: string): Finding {
  const message = `'${id}' is a part of other actions, and nobody is reminded of a part.`;
  const suggestion = 'Write `remind` at the actions that include it.';
  return { path: ['actions', id, 'revert', 'remind'], message, suggestion };
}

function ofBack(actions: Actions, id: string, action: WrittenAction, named: string): readonly Finding[] {
  const path = ['actions', id, 'revert', 'action'];
  if (named === id) {
    const suggestion = 'Name the action that changes it back.';
    return [{ path, message: 'Nothing takes itself back.', suggestion }];
  }
  const back = wayBackOf(action, actions);
  // That there is no such action is said as of every other name.
  if (back === undefined) return [];
  return [...(back.risk === 'read' ? [onlyLooks(named, path)] : []), ...ofParams(action, back, path)];
}

function onlyLooks(action: string, path: Path): Finding {
  return {
    path,
    message: `'${action}' has risk read: it changes nothing, so it takes nothing back.`,
    suggestion: 'Name the action that changes it back.',
  };
}

/** What both are given is handed over as it is. */
function ofParams({ params }: WrittenAction, back: WrittenAction, path: Path): readonly Finding[] {
  return Object.entries(back.params).flatMap(([name, { type }]) => {
    const own = Object.hasOwn(params, name) ? params[name] : undefined;
    if (own === undefined || own.type === type) return [];
    const message = `Its parameter '${name}' is of type ${type}, and here of type ${own.type}.`;
    return [{ path, message, suggestion: 'Give both the same type, or one of them another name.' }];
  });
}

function ofPlaces(id: string, action: WrittenAction): readonly Finding[] {
  return STEP_LISTS.flatMap((list) =>
    (action[list] ?? []).flatMap((step, index) =>
      step.kind === REVERT ? ofPlace(action, step, ['actions', id, list, index]) : [],
    ),
  );
}

function ofPlace(action: WrittenAction, step: Step, path: Path): readonly Finding[] {
  const at = [...path, REVERT];
  if (path.at(-2) !== 'onFailure') {
    const message = 'What an action did is taken back only after it failed.';
    return [{ path: at, message, suggestion: 'Write `revert: true` under `onFailure`.' }];
  }
  if (action.revert === undefined) {
    const message = 'Nothing says how this action is taken back.';
    const suggestion = 'Add `revert: { action: … }` to the action, with the action that takes it back.';
    return [{ path: at, message, suggestion }];
  }
  return saidBeside(step).map((key) => ({
    path: [...path, key],
    message: `What \`${key}\` the steps have that take it back, their own action says.`,
    suggestion: 'Take it away.',
  }));
}

/** How steps are handled, which those that it stands for say themselves. */
function saidBeside(step: Step): readonly string[] {
  const { effect, timeoutMs, attempts, poll, kept } = step;
  const said = { effect, timeout: timeoutMs, poll, output: kept };
  const names = Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  return attempts > 1 ? [...names, 'retry'] : names;
}
