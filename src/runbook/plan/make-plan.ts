import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { effectOf, stepId } from '../definition/check/steps.ts';
import type { Action } from '../definition/construct/action.ts';
import type { Step } from '../definition/construct/step.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import type { StepKind, StepKinds } from '../steps/step.ts';
import { BadParams, checkParams } from './param.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { policyJson, policyOf, type RiskFloors } from './plan-policy.ts';
import { createScope, type ScopeInput } from './scope.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

/** What keyturn.yaml says of a system. */
export interface PlanSettings {
  readonly vars: Readonly<Record<string, string>>;
  /** Absolute folder that scripts are relative to. */
  readonly workdir: string;
  /** Absolute folders that are searched for programs before the usual ones. */
  readonly path?: readonly string[];
  /** Environment of every program of the system; a step's own wins. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface PlanInput {
  readonly runbook: Runbook;
  readonly action: Action;
  /** As people typed them. */
  readonly params: Readonly<Record<string, string>>;
  readonly mode: Plan['mode'];
  readonly environment: string;
  readonly settings: PlanSettings;
  readonly kinds: StepKinds;
  readonly floors?: RiskFloors | undefined;
}

/**
 * Resolves an action completely, before anything happens.
 * @throws BadParams naming every bad parameter; OpsError when the action has no dry run, or a variable no value.
 */
export function makePlan(input: PlanInput): Plan {
  const { runbook, action, mode } = input;
  const reference = actionRef(runbook.id, action.id);
  const steps = stepsOf(action, mode, reference);
  const { values, problems } = checkParams(action.params, input.params);
  if (problems.length > 0) throw new BadParams(reference, problems);

  const scope: ScopeInput = {
    action: reference,
    declared: Object.keys(action.params),
    params: values,
    vars: { ...defaultVars(runbook), ...input.settings.vars },
    workdir: input.settings.workdir,
    path: input.settings.path ?? [],
    env: input.settings.env ?? {},
  };
  const planned = steps.map((step, index) => planStep(step, index, input.kinds, scope));
  const rehearsal = mode === 'dry-run';
  return {
    version: 1,
    runbook: runbook.id,
    definition: runbook.digest,
    action: reference,
    title: action.title,
    source: action.source,
    notes: notesOf(action, steps),
    risk: action.risk,
    environment: input.environment,
    mode,
    params: values,
    targets: [...new Set(planned.flatMap((one) => one.targets))],
    // A rehearsal changes nothing: it waits for nobody and blocks nobody.
    lock: rehearsal ? null : (action.lock ?? null),
    cooldownMs: rehearsal ? null : (action.cooldown ?? null),
    requires: rehearsal ? [] : requirementsOf(runbook, action),
    policy: rehearsal ? null : policyJson(policyOf(runbook, action, input.floors)),
    steps: planned.map((one) => one.step),
  };
}

function stepsOf(action: Action, mode: Plan['mode'], reference: string): readonly Step[] {
  if (mode === 'execute') return action.steps;
  if (action.dryRun !== undefined) return action.dryRun;
  throw new OpsError({
    code: 'plan.no-dry-run',
    what: `'${reference}' was not planned.`,
    why: 'It has no dry run.',
    next: 'Run it without the dry-run option; the plan is shown before anything happens.',
  });
}

function planStep(
  step: Step,
  index: number,
  kinds: StepKinds,
  input: ScopeInput,
): { readonly step: PlannedStep; readonly targets: readonly string[] } {
  const kind = kindOf(step, kinds);
  const effect = effectOf(step, kinds);
  if (effect === undefined) throw new Error(`step ${index} of ${input.action} was loaded without an effect`);
  const scope = createScope(input);
  const spec: Json = kind.resolve(step.written, scope);
  return {
    step: {
      id: stepId(step, index),
      title: step.title ?? kind.describe(spec)[0] ?? kind.summary,
      ...(step.source === undefined ? {} : { source: step.source }),
      kind: step.kind,
      effect,
      spec,
      timeoutMs: step.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      attempts: step.attempts,
      backoffMs: step.backoffMs,
      when: step.when,
      secrets: [...scope.secrets].sort(),
    },
    targets: [...scope.targets],
  };
}

function notesOf(action: Action, steps: readonly Step[]): readonly string[] {
  const assumed = action.assumed ? ['Part of this is assumed: the source document does not say it.'] : [];
  return [...assumed, ...(action.notes ?? []), ...steps.flatMap((step) => step.notes)];
}

function kindOf(step: Step, kinds: StepKinds): StepKind {
  const kind = kinds.get(step.kind);
  if (kind === undefined) throw new Error(`a step of unknown kind '${step.kind}' was loaded`);
  return kind;
}

function requirementsOf(runbook: Runbook, action: Action): Plan['requires'] {
  return action.requires.map((requirement) => ({
    action: actionRef(runbook.id, requirement.action),
    outcome: requirement.outcome,
    withinMs: requirement.within,
  }));
}

function defaultVars(runbook: Runbook): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(runbook.vars).flatMap(([name, variable]) =>
      variable.default === undefined ? [] : [[name, variable.default] as const],
    ),
  );
}
