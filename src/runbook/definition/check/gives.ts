import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { loneReference } from '../../plan/reference.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import { giversOf } from '../construct/param.ts';
import { sequenceOf } from '../construct/sequence.ts';
import type { Runbook } from '../runbook.ts';
import { NAME_A_LOOKER, whyNoLooker } from './looker.ts';
import { resultsBefore } from './results.ts';

/** What an action hands on is a result that is there whenever it has succeeded. */
export function givesFindings(action: Action, kinds: StepKinds): readonly Finding[] {
  const sequence = sequenceOf(action, 'execute');
  const results = resultsBefore(sequence, action.steps.length, kinds);
  return Object.entries(action.gives).flatMap(([name, text]): readonly Finding[] => {
    const path = ['actions', action.id, 'gives', name];
    const reference = loneReference(text);
    if (reference === undefined) {
      const message = 'What is handed on is one result of a step, whole.';
      return [{ path, message, suggestion: 'Write it alone: "{{ steps.write.found.buffer }}".' }];
    }
    if (reference.path.length === 0) {
      const message = `It does not say which part of the result of '${reference.step}' is handed on.`;
      return [{ path, message, suggestion: 'Name a field: "{{ steps.write.found.buffer }}".' }];
    }
    const problem = results(reference.step, reference.path);
    return problem === undefined ? [] : [{ path, ...problem }];
  });
}

/** What a parameter takes from another action is handed on there. */
export function takenFindings(runbook: Runbook, action: Action): readonly Finding[] {
  return Object.entries(action.params).flatMap(([name, { type, from }]): readonly Finding[] => {
    if (from === undefined) return [];
    const path = ['actions', action.id, 'params', name, 'from'];
    return giversOf(from).flatMap((id): readonly Finding[] => {
      const giver = Object.hasOwn(runbook.actions, id) ? runbook.actions[id] : undefined;
      // That there is no such action is said as of every other name.
      if (giver === undefined) return [];
      const unfit = type === 'pick' ? whyNoList(runbook, giver) : undefined;
      if (unfit !== undefined) return [{ path: [...path, 'action'], ...unfit }];
      return Object.hasOwn(giver.gives, from.gives)
        ? []
        : [{ path: [...path, 'gives'], ...missingFrom(giver, from.gives) }];
    });
  });
}

function missingFrom(giver: Action, wanted: string): Pick<Finding, 'message' | 'suggestion'> {
  const given = Object.keys(giver.gives);
  return {
    message: `'${giver.id}' hands on no '${wanted}'.`,
    suggestion:
      given.length === 0
        ? `Add \`gives: { ${wanted}: "{{ steps.<id>.… }}" }\` there.`
        : suggestName(wanted, given),
  };
}

/** What is listed while a form opens is found by looking, and by nobody who is asked. */
function whyNoList(runbook: Runbook, giver: Action): Pick<Finding, 'message' | 'suggestion'> | undefined {
  const why = whyNoLooker(runbook, giver);
  if (why === undefined) return undefined;
  return { message: `'${giver.id}' cannot list what there is to pick: ${why}.`, suggestion: NAME_A_LOOKER };
}
