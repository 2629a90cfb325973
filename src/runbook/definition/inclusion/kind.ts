import { expandable } from '../../plan/expand.ts';
import type { ResultShape, StepKind, StepKinds } from '../../steps/step.ts';
import { finalOutcomes } from '../check/requirements.ts';
import { INCLUDE, type Inclusion, inclusion } from '../construct/inclusion.ts';
import type { Runbook } from '../runbook.ts';
import { actionNamed } from './graph.ts';

type Actions = Pick<Runbook, 'actions'>;
type Mode = 'execute' | 'dry-run';

/**
 * The kinds, with one that stands for inclusions while a definition is checked: it has the outcomes and the results of what is
 * included. No plan has a step of it.
 */
export function withInclusions(kinds: StepKinds, runbook: Actions, mode: Mode = 'execute'): StepKinds {
  const all = new Map(kinds);
  // It looks at inclusions within what is included as well.
  return all.set(INCLUDE, inclusionKind(runbook, all, mode));
}

function inclusionKind(runbook: Actions, kinds: StepKinds, mode: Mode): StepKind {
  const includedBy = (written: unknown) => actionNamed(runbook, (written as Inclusion).action);
  return {
    kind: INCLUDE,
    summary: 'The steps of another action.',
    written: inclusion,
    defaultEffect: 'pure',
    outcomesOf(written) {
      const action = includedBy(written);
      if (action === undefined || !expandable(runbook, action, mode)) return 'anything';
      return finalOutcomes(action, kinds) ?? 'anything';
    },
    resultOf(written): ResultShape {
      const action = includedBy(written);
      if (action === undefined) return 'anything';
      // The steps of its rehearsal are others than those whose results it gives.
      const isRehearsed = mode === 'dry-run' && action.dryRun !== undefined;
      const names = isRehearsed ? [] : Object.keys(action.gives);
      return Object.fromEntries(names.map((name) => [name, 'anything'] as const));
    },
    resolve(written, scope) {
      for (const [name, value] of Object.entries((written as Inclusion).with))
        if (typeof value === 'string') scope.at('with', name).text(value);
      return null;
    },
    describe: () => [],
    execute: () => Promise.reject(new Error('an inclusion never runs: the steps that it stands for do')),
  };
}
