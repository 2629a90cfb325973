import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import { STEP_ENDS } from '../construct/condition.ts';
import { checksIn } from '../construct/next.ts';
import { allStepsOf } from '../construct/sequence.ts';
import type { Runbook } from '../runbook.ts';
import type { Check } from './check.ts';
import { finalOutcomes } from './requirements.ts';

/** Conditions of procedures, escalations and checklists speak of what is there and can come about. */
export const checkConditions: Check = (runbook, { kinds, names }) => [
  ...items(runbook),
  ...Object.entries(runbook.procedures).flatMap(([id, { steps }]) =>
    steps.flatMap((_step, index) => ofStep(runbook, kinds, steps, index, ['procedures', id, 'steps', index])),
  ),
  ...levels(runbook, names?.('severities') ?? Object.keys(runbook.severities)),
];

type ProcedureSteps = Runbook['procedures'][string]['steps'];

function ofStep(
  runbook: Runbook,
  kinds: StepKinds,
  steps: ProcedureSteps,
  index: number,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const { step: name, is } = steps[index]?.onlyIf ?? {};
  if (name === undefined || is === undefined) return [];
  const earlier = steps.slice(0, index);
  const named = earlier.find(({ id }) => id === name);
  if (named === undefined) {
    const suggestion = suggestName(
      name,
      earlier.map(({ id }) => id),
    );
    return [
      { path: [...path, 'onlyIf', 'step'], message: `No earlier step is called '${name}'.`, suggestion },
    ];
  }
  const { action: reference } = named;
  const action =
    reference !== undefined && Object.hasOwn(runbook.actions, reference)
      ? runbook.actions[reference]
      : undefined;
  const outcomes = action === undefined ? [] : finalOutcomes(action, kinds);
  const ends = [...STEP_ENDS, ...(outcomes ?? [])];
  // What nobody knows all the outcomes of may end in any way.
  if (outcomes === undefined || ends.includes(is)) return [];
  const message = `Step '${name}' never ends as '${is}'.`;
  return [{ path: [...path, 'onlyIf', 'is'], message, suggestion: suggestName(is, ends) }];
}

function levels({ escalations }: Runbook, known: readonly string[]): readonly Finding[] {
  return Object.entries(escalations).flatMap(([id, { levels: all }]) =>
    all.flatMap(({ only }, index) =>
      (only?.severity ?? []).flatMap((name, n) => {
        if (known.includes(name)) return [];
        const path = ['escalations', id, 'levels', index, 'only', 'severity', n];
        return [{ path, message: `There is no severity '${name}'.`, suggestion: suggestName(name, known) }];
      }),
    ),
  );
}

/** The check that decides an item of a checklist is one that its action makes. */
function items({ checklists, actions }: Runbook): readonly Finding[] {
  return Object.entries(checklists).flatMap(([id, { items: all }]) =>
    all.flatMap(({ action: reference = '', check }, index) => {
      const action = Object.hasOwn(actions, reference) ? actions[reference] : undefined;
      if (check === undefined || (reference !== '' && action === undefined)) return [];
      const labels = action === undefined ? [] : labelsOf(action);
      if (labels === undefined || labels.includes(check)) return [];
      const path = ['checklists', id, 'items', index, 'check'];
      const suggestion = suggestName(check, labels);
      return [{ path, message: `No check of its action is called '${check}'.`, suggestion }];
    }),
  );
}

/** What the checks of an action are called; undefined where one of its steps is faulty and may hold any. */
function labelsOf(action: Action): readonly string[] | undefined {
  const steps = allStepsOf(action).map(({ step }) => step);
  if (steps.some(({ written }) => written === true)) return undefined;
  return steps.flatMap(({ written }) => checksIn(written).map(({ label }) => label));
}
