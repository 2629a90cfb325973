import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import type { SystemAccess } from '../../people/decision.ts';
import { actionFindings } from '../definition/check/action.ts';
import { stepId } from '../definition/check/step-id.ts';
import { effectOf } from '../definition/check/steps.ts';
import type { Action } from '../definition/construct/action.ts';
import { type PlacedStep, phaseOf, sequenceOf } from '../definition/construct/sequence.ts';
import type { Step, WrittenPoll } from '../definition/construct/step.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import type { Scope, StepKind, StepKinds } from '../steps/step.ts';
import { conditionInWords, resolveCondition } from './condition.ts';
import { changersOf, directionOf, type Holding, wayOf } from './direction.ts';
import type { Known } from './known.ts';
import { endsOf } from './next.ts';
import { FACTS, type Fact, type Facts, factsOf, type Occasion } from './occasion.ts';
import { BadParams, checkParams } from './param.ts';
import type { PlanPerson } from './person.ts';
import type { Plan, PlannedDirection, PlannedStep, Poll, When } from './plan.ts';
import { answerersOf, policyJson, policyOf, type RiskFloors, withBeneficiaries } from './plan-policy.ts';
import { resolveProgress } from './progress.ts';
import { loneReference } from './reference.ts';
import { revertOf } from './revert.ts';
import { createScope, definitionError, type ScopeInput } from './scope.ts';

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
  /** Who may ask for actions of each risk. Absent: everybody in the settings. */
  readonly operators?: SystemAccess;
}

export interface PlanInput {
  readonly runbook: Runbook;
  readonly action: Action;
  /** As people typed them. */
  readonly params: Readonly<Record<string, string>>;
  readonly occasion: Occasion;
  /** What was said of the run in a plan that somebody was shown: it is said again. Default: nothing. */
  readonly facts?: Facts | undefined;
  readonly mode: Plan['mode'];
  readonly environment: string;
  readonly settings: PlanSettings;
  readonly kinds: StepKinds;
  readonly floors?: RiskFloors | undefined;
  /** Everybody in the settings. */
  readonly people: readonly PlanPerson[];
  /** What there is to pick, by the name of the parameter. Absent: nobody has looked, and anything may be. */
  readonly lists?: Known['lists'];
  /** What holds now of the value that it changes. Absent: nobody knows, or it changes none. */
  readonly holds?: Holding;
  /** Roles that somebody in the settings may hold. Absent: nobody knows. */
  readonly held?: readonly string[] | undefined;
}

/**
 * Resolves an action completely, before anything happens.
 * @throws BadParams naming every bad parameter; OpsError when the action has no dry run, or a variable no value.
 */
export function makePlan(input: PlanInput): Plan {
  const { runbook, action, mode } = input;
  const reference = actionRef(runbook.id, action.id);
  const steps = stepsOf(action, mode, reference);
  const vars = { ...defaultVars(runbook), ...input.settings.vars };
  const { operators = {} } = input.settings;
  const [fault] = actionFindings(runbook, action, input.kinds, { vars, held: input.held, operators });
  if (fault !== undefined) throw definitionError(reference, fault);
  const { values, problems } = checkParams(action.params, input.params, {
    now: input.occasion.at,
    people: input.people,
    lists: input.lists,
  });
  if (problems.length > 0) throw new BadParams(reference, problems);

  const rehearsal = mode === 'dry-run';
  const direction = rehearsal ? undefined : plannedDirection(runbook, action, values, input.holds);
  const persons = personsIn(action, values, input.people);
  const policy = rehearsal
    ? null
    : withBeneficiaries(
        policyOf(runbook, action, input.floors, direction?.way),
        beneficiariesOf(action, persons),
      );
  const scope: ScopeInput = {
    action: reference,
    declared: Object.keys(action.params),
    params: values,
    persons,
    facts: { ...factsOf(input.occasion), ...input.facts },
    vars,
    workdir: input.settings.workdir,
    path: input.settings.path ?? [],
    env: input.settings.env ?? {},
    answerers: answerersOf(action.risk, policy, operators),
  };
  const planned = steps.map((placed, position) => planStep(placed, position, input.kinds, scope));
  return {
    version: 1,
    runbook: runbook.id,
    definition: runbook.digest,
    action: reference,
    title: action.title,
    source: action.source ?? '',
    notes: notesOf(action, steps),
    risk: action.risk,
    environment: input.environment,
    mode,
    ...(!rehearsal && action.dryRun !== undefined ? { rehearsable: true as const } : {}),
    params: values,
    ...calledOf(persons),
    ...runOf(
      scope.facts,
      planned.flatMap((one) => one.facts),
    ),
    targets: [...new Set(planned.flatMap((one) => one.targets))],
    // A rehearsal changes nothing: it waits for nobody and blocks nobody.
    lock: rehearsal ? null : (action.lock ?? null),
    cooldownMs: rehearsal ? null : (action.cooldown ?? null),
    requires: rehearsal ? [] : requirementsOf(runbook, action),
    ...(direction === undefined ? {} : { direction }),
    policy: policyJson(policy),
    ...givesOf(action, mode),
    ...endsOf(runbook, action, steps, mode),
    ...revertOf(runbook, action, mode),
    steps: planned.map((one) => one.step),
  };
}

/** Which way the change of an action goes, where its policy hangs on that. */
function plannedDirection(
  runbook: Runbook,
  action: Action,
  values: Plan['params'],
  holds: Holding,
): PlannedDirection | undefined {
  const direction = directionOf(action);
  const type = direction && action.params[direction.param]?.type;
  if (direction === undefined || type === undefined) return undefined;
  const { param, looser, now } = direction;
  const asked = values[param] ?? null;
  return {
    ...{ param, type, looser, asked },
    action: actionRef(runbook.id, now.action),
    gives: now.gives,
    changers: changersOf(runbook, direction),
    ...heldOf(holds),
    way: wayOf(direction, type, asked, holds !== undefined && 'value' in holds ? holds.value : undefined),
  };
}

function heldOf(holds: Holding): Pick<PlannedDirection, 'holds' | 'unknown'> {
  if (holds === undefined) return { holds: null };
  return 'value' in holds ? { holds } : { holds: null, unknown: holds.why };
}

/** The people among the parameters that were given, by the name of the parameter. */
function personsIn(
  { params }: Action,
  values: Plan['params'],
  people: readonly PlanPerson[],
): Readonly<Record<string, PlanPerson>> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, { type }]) => {
      const person = type === 'person' ? people.find(({ id }) => id === values[name]) : undefined;
      return person === undefined ? [] : [[name, person] as const];
    }),
  );
}

function calledOf(persons: Readonly<Record<string, PlanPerson>>): Pick<Plan, 'people'> {
  const called = Object.entries(persons).map(([param, { name }]) => [param, name] as const);
  return called.length === 0 ? {} : { people: Object.fromEntries(called) };
}

/** Principals who benefit from what is asked, each once. */
function beneficiariesOf(
  { params }: Action,
  persons: Readonly<Record<string, PlanPerson>>,
): readonly string[] {
  const theirs = Object.entries(persons).filter(([name]) => params[name]?.beneficiary);
  return [...new Set(theirs.map(([, { id }]) => id))].toSorted();
}

/** What its texts say of the run, and nothing else: a plan that says nothing of it is the same whenever it is made. */
function runOf(facts: ScopeInput['facts'], spoken: readonly Fact[]): Pick<Plan, 'run'> {
  if (spoken.length === 0) return {};
  const said = FACTS.filter((fact) => spoken.includes(fact));
  return { run: Object.fromEntries(said.map((fact) => [fact, facts[fact]])) };
}

/** A rehearsal hands nothing on. */
function givesOf({ gives }: Action, mode: Plan['mode']): Pick<Plan, 'gives'> {
  if (mode === 'dry-run' || Object.keys(gives).length === 0) return {};
  return {
    gives: Object.fromEntries(
      Object.entries(gives).flatMap(([name, text]) => {
        const reference = loneReference(text);
        return reference === undefined ? [] : [[name, reference] as const];
      }),
    ),
  };
}

function stepsOf(action: Action, mode: Plan['mode'], reference: string): readonly PlacedStep[] {
  if (mode === 'execute' || action.dryRun !== undefined) return sequenceOf(action, mode);
  throw new OpsError({
    code: 'plan.no-dry-run',
    what: `'${reference}' was not planned.`,
    why: 'It has no dry run.',
    next: 'See what it would do, without doing it, with `keyturn plan` without --dry-run; in chat, dry-run shows that by itself.',
  });
}

function planStep(
  { step, list }: PlacedStep,
  position: number,
  kinds: StepKinds,
  input: ScopeInput,
): { readonly step: PlannedStep; readonly targets: readonly string[]; readonly facts: readonly Fact[] } {
  const kind = kindOf(step, kinds);
  const effect = effectOf(step, kinds);
  if (effect === undefined)
    throw new Error(`step ${position} of ${input.action} was loaded without an effect`);
  const scope = createScope(input);
  const phase = phaseOf(list);
  const spec: Json = kind.resolve(step.written, scope);
  return {
    step: {
      id: stepId(step, position),
      title: step.title ?? kind.describe(spec)[0] ?? kind.summary,
      ...(phase === undefined ? {} : { phase }),
      ...(step.source === undefined ? {} : { source: step.source }),
      kind: step.kind,
      effect,
      spec,
      timeoutMs: step.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      ...outputOf(step),
      ...(step.byHand ? { byHand: true as const } : {}),
      attempts: step.attempts,
      backoffMs: step.backoffMs,
      ...(step.poll === undefined ? {} : { poll: plannedPoll(step.poll, scope) }),
      when: whenOf(step.when, scope),
      secrets: [...scope.secrets].sort(),
    },
    targets: [...scope.targets],
    facts: [...scope.facts],
  };
}

function whenOf(when: Step['when'], scope: Scope): When | null {
  if (when === null || 'step' in when) return when;
  const condition = resolveCondition(when.condition, scope);
  return { check: condition as unknown as Json, says: conditionInWords(condition) };
}

function plannedPoll({ show, ...pace }: WrittenPoll, scope: Scope): Poll {
  return show === undefined ? pace : { ...pace, show: resolveProgress(show, scope) };
}

function outputOf({ kept }: Step): Pick<PlannedStep, 'output'> {
  if (kept === undefined) return {};
  return { output: kept.length === 0 ? 'withheld' : { only: kept } };
}

function notesOf(action: Action, steps: readonly PlacedStep[]): readonly string[] {
  const assumed = action.assumed ? ['Part of this is assumed: the source document does not say it.'] : [];
  return [...assumed, ...(action.notes ?? []), ...steps.flatMap(({ step }) => step.notes)];
}

function kindOf(step: Step, kinds: StepKinds): StepKind {
  const kind = kinds.get(step.kind);
  if (kind === undefined) throw new Error(`a step of unknown kind '${step.kind}' was loaded`);
  return kind;
}

/** What must have been run before an action, and how that ended. */
export function requirementsOf(runbook: Runbook, action: Action): Plan['requires'] {
  return action.requires.map((requirement) => ({
    action: actionRef(runbook.id, requirement.action),
    outcome: requirement.outcome,
    withinMs: requirement.within,
    ...titleOf(runbook, requirement.action),
    ...(requirement.after === undefined ? {} : { after: actionRef(runbook.id, requirement.after) }),
  }));
}

function titleOf(runbook: Runbook, action: string): { readonly title?: string } {
  const title = Object.hasOwn(runbook.actions, action) ? runbook.actions[action]?.title : undefined;
  return title === undefined ? {} : { title };
}

function defaultVars(runbook: Runbook): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(runbook.vars).flatMap(([name, variable]) =>
      variable.default === undefined ? [] : [[name, variable.default] as const],
    ),
  );
}
