import type { Finding } from '../../../written/problem.ts';
import type { Action } from '../construct/action.ts';
import type { Check } from './check.ts';

/** What a schedule starts can be started by nobody's hand: it needs nothing that somebody types, and no glass is broken for it. */
export const checkSchedules: Check = ({ schedules, actions }) =>
  Object.entries(schedules).flatMap(([id, { starts, seenBy }]) => {
    const at = ['schedules', id];
    const [started, seen] = [named(actions, starts.action), named(actions, seenBy?.action)];
    return [
      ...(started === undefined ? [] : findings(started, [...at, 'starts', 'action'])),
      ...(seen === undefined ? [] : findings(seen, [...at, 'seenBy', 'action'])),
      ...(seen === undefined || seen.risk === 'read' ? [] : [notLooking(seen, [...at, 'seenBy', 'action'])]),
    ];
  });

/** That there is no such action is found elsewhere. */
function named(actions: Readonly<Record<string, Action>>, id: string | undefined): Action | undefined {
  return id !== undefined && Object.hasOwn(actions, id) ? actions[id] : undefined;
}

function findings({ id, params, breakGlass }: Action, path: readonly PropertyKey[]): readonly Finding[] {
  const typed = Object.entries(params).flatMap(([name, param]) =>
    (param.required ?? param.default === undefined) && param.from === undefined ? [name] : [],
  );
  return [
    ...(breakGlass === undefined
      ? []
      : [
          {
            path,
            message: `'${id}' breaks the glass, which one listed person does, with a reason.`,
            suggestion: 'Remind somebody of it instead: `starts: { reminder: … }`.',
          },
        ]),
    ...(typed.length === 0
      ? []
      : [
          {
            path,
            message: `'${id}' needs ${typed.join(' and ')}, which nobody types here.`,
            suggestion: 'Give each a default, or remind somebody of it instead: `starts: { reminder: … }`.',
          },
        ]),
  ];
}

function notLooking({ id, risk }: Action, path: readonly PropertyKey[]): Finding {
  return {
    path,
    message: `'${id}' has the risk ${risk}, and a watch only looks.`,
    suggestion: 'Name an action of the risk read.',
  };
}
