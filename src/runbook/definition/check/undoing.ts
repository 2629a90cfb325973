import type { Finding } from '../../../written/problem.ts';
import type { Action } from '../construct/action.ts';
import { actionNamed } from '../inclusion/graph.ts';
import type { Runbook } from '../runbook.ts';

/** What gives way to an emergency changes something and is none itself, and what it names is one. */
export function undoingFindings(runbook: Runbook, action: Action): readonly Finding[] {
  return [...keyFindings(runbook, action, 'undoes'), ...keyFindings(runbook, action, 'givesWayTo')];
}

function keyFindings(runbook: Runbook, action: Action, key: 'undoes' | 'givesWayTo'): readonly Finding[] {
  const { id, [key]: names } = action;
  if (names.length === 0) return [];
  const path = ['actions', id, key];
  const unfit = unfitIn(action, key);
  return [
    ...(unfit === undefined ? [] : [{ path, ...unfit }]),
    ...names.flatMap((name, index): readonly Finding[] => {
      if (key === 'givesWayTo' && action.undoes.includes(name)) {
        const message = `'${id}' undoes '${name}', and so gives way to it already.`;
        return [{ path: [...path, index], message, suggestion: 'Take the name away here.' }];
      }
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

function unfitIn(
  { id, reduces, risk }: Action,
  key: 'undoes' | 'givesWayTo',
): Pick<Finding, 'message' | 'suggestion'> | undefined {
  if (reduces === 'risk')
    return {
      message: `'${id}' only reduces risk, and an emergency gives way to nobody.`,
      suggestion: `Take \`${key}\` away, or \`reduces\` where it takes something back.`,
    };
  if (risk !== 'read') return undefined;
  return { message: `'${id}' has risk read: it changes nothing.`, suggestion: `Take \`${key}\` away.` };
}
