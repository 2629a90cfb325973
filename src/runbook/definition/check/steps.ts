import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { Effect } from '../../plan/plan.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import type { Step } from '../construct/step.ts';
import type { Check } from './check.ts';

const REPEATABLE: readonly (Effect | undefined)[] = ['pure', 'idempotent'];

/** The id of a step, given or by its number (from 1). */
export function stepId(step: Pick<Step, 'id'>, index: number): string {
  return step.id ?? `step-${index + 1}`;
}

/** The effect of a step, given or the kind's own. */
export function effectOf(step: Step, kinds: StepKinds): Effect | undefined {
  const kind = kinds.get(step.kind);
  return step.effect ?? kind?.effectOf?.(step.written) ?? kind?.defaultEffect;
}

/** Steps have one name each, say what a crash means, and repeat only what may be repeated. */
export const checkSteps: Check = (runbook, { kinds }) =>
  Object.values(runbook.actions).flatMap((action) => [
    ...ofList(action, action.steps, 'steps', kinds),
    ...ofList(action, action.dryRun ?? [], 'dryRun', kinds),
  ]);

function ofList(
  action: Action,
  steps: readonly Step[],
  list: 'steps' | 'dryRun',
  kinds: StepKinds,
): readonly Finding[] {
  const earlier: string[] = [];
  return steps.flatMap((step, index) => {
    const id = stepId(step, index);
    const path = ['actions', action.id, list, index];
    const found = [
      ...duplicate(id, earlier, path),
      ...branch(step, steps, earlier, path),
      ...effect(step, action, list, kinds, path),
    ];
    earlier.push(id);
    return found;
  });
}

function duplicate(id: string, earlier: readonly string[], path: readonly PropertyKey[]): readonly Finding[] {
  if (!earlier.includes(id)) return [];
  return [
    { path: [...path, 'id'], message: `Two steps are called '${id}'.`, suggestion: 'Rename one of the two.' },
  ];
}

function branch(
  step: Step,
  steps: readonly Step[],
  earlier: readonly string[],
  path: readonly PropertyKey[],
): readonly Finding[] {
  if (step.when === null) return [];
  const { step: name, choice } = step.when;
  if (!earlier.includes(name)) {
    const message = `There is no earlier step '${name}'.`;
    return [{ path: [...path, 'when', 'step'], message, suggestion: suggestName(name, earlier) }];
  }
  const choices = outcomesOf(steps[earlier.indexOf(name)]);
  if (choices === undefined) return [];
  if (choices.includes(choice)) return [];
  const message = `Step '${name}' never ends as '${choice}'.`;
  return [{ path: [...path, 'when', 'is'], message, suggestion: suggestName(choice, choices) }];
}

/** The outcomes that a step declares, as choices of a branch or as meanings of exit codes. */
function outcomesOf(step: Step | undefined): readonly string[] | undefined {
  const { choices, exits } = (step?.written ?? {}) as { choices?: unknown; exits?: unknown };
  if (typeof choices === 'object' && choices !== null) return Object.keys(choices);
  return typeof exits === 'object' && exits !== null ? Object.values(exits).map(String) : undefined;
}

function effect(
  step: Step,
  action: Action,
  list: 'steps' | 'dryRun',
  kinds: StepKinds,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const value = effectOf(step, kinds);
  const at = step.effect === undefined ? path : [...path, 'effect'];
  if (value === undefined) {
    const message = `This ${step.kind} step does not say what a crash in the middle means.`;
    const suggestion =
      'Add `effect: pure` (reads only), idempotent (may be repeated), probeable (can be checked) or unsafe (ask a person).';
    return [{ path: at, message, suggestion }];
  }
  const found: Finding[] = [];
  if (step.attempts > 1 && !REPEATABLE.includes(value)) {
    const message = `A step with effect ${value} must not be retried.`;
    found.push({
      path: [...path, 'retry'],
      message,
      suggestion: 'Remove `retry`, or make the step idempotent.',
    });
  }
  if (value === 'probeable' && !canProbe(step, kinds)) {
    const message = `This ${step.kind} step is probeable, but nothing says how to ask what became of it.`;
    found.push({
      path: at,
      message,
      suggestion: `Add \`probe:\` to the ${step.kind}, or write \`effect: unsafe\`.`,
    });
  }
  if (list === 'dryRun' && !REPEATABLE.includes(value)) {
    const message = `A dry run changes nothing, but this step has effect ${value}.`;
    found.push({ path: at, message, suggestion: 'Use a step with effect pure.' });
  }
  if (action.risk === 'read' && !REPEATABLE.includes(value)) {
    const message = `'${action.id}' has risk read, but this step has effect ${value}.`;
    found.push({ path: at, message, suggestion: 'Raise the risk of the action, or write `effect: pure`.' });
  }
  return found;
}

function canProbe(step: Step, kinds: StepKinds): boolean {
  if (kinds.get(step.kind)?.probe === undefined) return false;
  return typeof step.written === 'object' && step.written !== null && 'probe' in step.written;
}
