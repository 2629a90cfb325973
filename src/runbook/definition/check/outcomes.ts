import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import { outcomesOf } from './outcomes-of.ts';
import { finalOutcomes, SUCCEEDED } from './requirements.ts';

const FAILED = 'failed';

/**
 * What an author says of the ends of an action is about ends that there are, and once they speak of one outcome they speak of all:
 * whoever reads a verdict at some ends takes its absence at another for good news.
 */
export function outcomeFindings(action: Action, kinds: StepKinds): readonly Finding[] {
  const path = ['actions', action.id, 'outcomes'];
  const named = Object.keys(action.outcomes);
  if (named.length === 0) return [];
  const ownEnds = Object.entries(action.outcomes).flatMap(([name, { severity }]): readonly Finding[] => {
    if (severity === undefined || (name !== SUCCEEDED && name !== FAILED)) return [];
    const message = `How good or bad '${name}' is says Keyturn.`;
    const suggestion = 'Remove `severity` here; `says` and `next` may stay.';
    return [{ path: [...path, name, 'severity'], message, suggestion }];
  });
  const of = action.steps.map((step) => outcomesOf(step, kinds));
  const known = of.filter((one) => one !== 'anything');
  if (known.length < of.length) return ownEnds;
  const possible = [SUCCEEDED, FAILED, ...known.flat()];
  return [
    ...ownEnds,
    ...named
      .filter((name) => !possible.includes(name))
      .map((name) => ({
        path: [...path, name],
        atKey: true,
        message: `'${action.id}' never ends as '${name}'.`,
        suggestion: suggestName(name, possible),
      })),
    ...silentOutcomes(action, kinds).map((name) => ({
      path,
      atKey: true,
      message: `Nothing is said of the outcome '${name}'.`,
      suggestion: `Add \`${name}: { severity: good, info, warning or danger }\`.`,
    })),
  ];
}

/** Outcomes that a run may have in the end, and of which its author says nothing although they speak of others. */
function silentOutcomes({ outcomes, ...action }: Action, kinds: StepKinds): readonly string[] {
  const isSpoken = Object.entries(outcomes).some(([name]) => name !== SUCCEEDED && name !== FAILED);
  const final = new Set(isSpoken ? (finalOutcomes(action, kinds) ?? []) : []);
  return [...final].filter((name) => outcomes[name]?.severity === undefined);
}
