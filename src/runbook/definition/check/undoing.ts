import type { Finding } from '../../../written/problem.ts';
import type { Action } from '../construct/action.ts';
import { actionNamed } from '../inclusion/graph.ts';
import type { Runbook } from '../runbook.ts';

/** What takes an emergency back gives way to it: so it changes something and is none itself, and what it names is one. */
export function undoingFindings(runbook: Runbook, action: Action): readonly Finding[] {
  const { id, undoes } = action;
  if (undoes.length === 0) return [];
  const path = ['actions', id, 'undoes'];
  const unfit = unfitIn(action);
  return [
    ...(unfit === undefined ? [] : [{ path, ...unfit }]),
    ...undoes.flatMap((name, index): readonly Finding[] => {
      const named = actionNamed(runbook, name);
      // That there is no such action is said as of every other name.
      if (named === undefined || named.reduces === 'risk') return [];
      const message = `Nothing says that '${name}' only reduces risk, and to anything else '${id}' need not give way.`;
      const suggestion =
        'Add `reduces: risk` there if it only stops or pauses; otherwise take the name away.';
      return [{ path: [...path, index], message, suggestion }];
    }),
  ];
}

function unfitIn({ id, reduces, risk }: Action): Pick<Finding, 'message' | 'suggestion'> | undefined {
  if (reduces === 'risk')
    return {
      message: `'${id}' only reduces risk, and an emergency gives way to nobody.`,
      suggestion: 'Take `undoes` away, or `reduces` where it takes something back.',
    };
  if (risk !== 'read') return undefined;
  return { message: `'${id}' has risk read: it changes nothing.`, suggestion: 'Take `undoes` away.' };
}
