import { SUCCEEDED } from '../definition/check/requirements.ts';
import type { Action } from '../definition/construct/action.ts';
import { checksIn } from '../definition/construct/next.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import type { Expanded } from './expand.ts';
import type { NextStep, Plan, PlannedGuide } from './plan.ts';
import { stoppedAlike } from './undoing.ts';

/** So many actions that require an outcome are offered after it, where its author names none. */
const MOST_DERIVED = 3;
const FAILED = 'failed';

/** What a plan says of the ends of its action; nothing of a key that has nothing to say. */
export function endsOf(
  runbook: Runbook,
  action: Action,
  steps: readonly Expanded[],
  mode: Plan['mode'],
): Pick<Plan, 'outcomes' | 'next'> {
  // A rehearsal is no evidence of anything, and mends nothing: what success and failure mean is said of the real thing only.
  const outcomes = outcomesOf(runbook, action, mode === 'dry-run' ? [SUCCEEDED, FAILED] : []);
  const next = mode === 'dry-run' ? [] : [...afterChecks(runbook, steps), ...afterOutcomes(runbook, action)];
  return {
    ...(Object.keys(outcomes).length === 0 ? {} : { outcomes }),
    ...(next.length === 0 ? {} : { next }),
  };
}

function outcomesOf(
  runbook: Runbook,
  { outcomes }: Action,
  except: readonly string[],
): NonNullable<Plan['outcomes']> {
  return Object.fromEntries(
    Object.entries(outcomes).flatMap(([name, { severity, says, opens }]) => {
      const guide = guideNamed(runbook, opens);
      const planned = {
        ...(severity === undefined ? {} : { severity }),
        ...(says === undefined ? {} : { says }),
        ...(guide === undefined ? {} : { opens: guide }),
      };
      return except.includes(name) || Object.keys(planned).length === 0 ? [] : [[name, planned] as const];
    }),
  );
}

function guideNamed({ id, procedures }: Runbook, name: string | undefined): PlannedGuide | undefined {
  if (name === undefined || !Object.hasOwn(procedures, name)) return undefined;
  return { ref: `${id}:procedures/${name}`, title: procedures[name]?.title ?? name };
}

/**
 * What the author names after an outcome; of an outcome after which they name nothing, the actions that require it by its name. What
 * requires mere success may be far away from it: a backup that was verified is no reason to restore it.
 */
function afterOutcomes(runbook: Runbook, action: Action): readonly NextStep[] {
  const named = Object.entries(action.outcomes).flatMap(([outcome, { next = [] }]) =>
    next.flatMap((one) => nextStep(runbook, one, { outcome })),
  );
  const settled = new Set(
    Object.entries(action.outcomes).flatMap(([outcome, { next }]) => (next === undefined ? [] : [outcome])),
  );
  const derived = new Map<string, NextStep[]>();
  for (const other of Object.values(runbook.actions)) {
    for (const { action: required, outcome } of other.requires) {
      if (required !== action.id || outcome === SUCCEEDED || settled.has(outcome)) continue;
      const so = derived.get(outcome) ?? [];
      if (so.length < MOST_DERIVED)
        derived.set(outcome, [...so, ...nextStep(runbook, other.id, { outcome })]);
    }
  }
  return [...named, ...[...derived.values()].flat(), ...otherWaysToStop(runbook, action)];
}

/** Of an emergency: those that what takes it back takes back as well. Where one has stopped nothing another one may. */
function otherWaysToStop(runbook: Runbook, action: Action): readonly NextStep[] {
  if (action.breakGlass === undefined) return [];
  return stoppedAlike(runbook, action).flatMap((id) => nextStep(runbook, id, { outcome: FAILED }));
}

function afterChecks(runbook: Runbook, steps: readonly Expanded[]): readonly NextStep[] {
  return steps.flatMap(({ step, id }) =>
    checksIn(step.written).flatMap(({ label, next }) =>
      next === undefined ? [] : nextStep(runbook, next, { step: id, check: label }),
    ),
  );
}

/** An action that is gone by the time that its runbook is planned is offered to nobody, nor is a part of others. */
function nextStep(runbook: Runbook, id: string, after: NextStep['after']): readonly NextStep[] {
  const action = Object.hasOwn(runbook.actions, id) ? runbook.actions[id] : undefined;
  return action === undefined || action.internal
    ? []
    : [{ action: actionRef(runbook.id, id), title: action.title, after }];
}
