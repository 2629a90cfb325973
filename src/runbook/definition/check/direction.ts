import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { BOUNDED } from '../../plan/bound.ts';
import { directionOf } from '../../plan/direction.ts';
import type { Action } from '../construct/action.ts';
import type { Direction } from '../construct/direction.ts';
import { actionNamed } from '../inclusion/graph.ts';
import type { Runbook } from '../runbook.ts';
import { NAME_A_LOOKER, whyNoLooker } from './looker.ts';

/** A policy by direction compares a value that is asked for with one that an action which only looks hands on. */
export function directionFindings(runbook: Runbook, action: Action): readonly Finding[] {
  const direction = directionOf(action);
  if (direction === undefined) return [];
  const path = ['actions', action.id, 'approval'];
  return [...paramFindings(action, direction, path), ...nowFindings(runbook, direction, path)];
}

function paramFindings(
  { params }: Action,
  { param }: Direction,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const at = [...path, 'param'];
  const declared = Object.hasOwn(params, param) ? params[param] : undefined;
  if (declared === undefined) {
    const message = `There is no parameter '${param}'.`;
    return [{ path: at, message, suggestion: suggestName(param, Object.keys(params)) }];
  }
  if (BOUNDED.includes(declared.type)) return [];
  const message = `'${param}' is of type ${declared.type}, and no value of that is higher than another.`;
  return [{ path: at, message, suggestion: `Name a parameter of type ${BOUNDED.join(', ')}.` }];
}

function nowFindings(runbook: Runbook, { now }: Direction, path: readonly PropertyKey[]): readonly Finding[] {
  const giver = actionNamed(runbook, now.action);
  // That there is no such action is said as of every other name.
  if (giver === undefined) return [];
  const why = whyNoLooker(runbook, giver);
  if (why !== undefined) {
    const message = `'${giver.id}' does not tell what holds now, because ${why}: that is told by an action that only looks.`;
    return [{ path: [...path, 'now', 'action'], message, suggestion: NAME_A_LOOKER }];
  }
  if (Object.hasOwn(giver.gives, now.gives)) return [];
  const given = Object.keys(giver.gives);
  const message = `'${giver.id}' hands on no '${now.gives}'.`;
  const suggestion =
    given.length === 0
      ? `Add \`gives: { ${now.gives}: "{{ steps.<id>.… }}" }\` there.`
      : suggestName(now.gives, given);
  return [{ path: [...path, 'now', 'gives'], message, suggestion }];
}
