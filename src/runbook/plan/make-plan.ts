import { OpsError } from '../../errors.ts';
import type { SystemAccess } from '../../people/decision.ts';
import { actionFindings } from '../definition/check/action.ts';
import type { Action } from '../definition/construct/action.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import type { Scope, StepKinds } from '../steps/step.ts';
import type { PlanCredential } from './credential.ts';
import { demandsOf } from './demands.ts';
import { askedDigest } from './digest.ts';
import { changersOf, directionOf, type Holding, wayOf } from './direction.ts';
import { isOfNoStep, opens, planOrSay, refuseFaults } from './emergency-step.ts';
import { type Expanded, expand, expandable } from './expand.ts';
import { type Frame, frameOf, referenceWithin } from './frame.ts';
import { frameOpener, type OpenFrame, personsIn } from './frame-scope.ts';
import type { Known } from './known.ts';
import { endsOf } from './next.ts';
import { numbersOf } from './numbers.ts';
import { FACTS, type Fact, type Facts, factsOf, type Occasion } from './occasion.ts';
import { BadParams, checkParams } from './param.ts';
import type { PlanPerson } from './person.ts';
import type { Plan, PlannedDirection, PlannedInclusion } from './plan.ts';
import { answerersOf, policyJson, policyOf, type RiskFloors, withBeneficiaries } from './plan-policy.ts';
import { planStep } from './plan-step.ts';
import { loneReference } from './reference.ts';
import { revertOf } from './revert.ts';
import { definitionError, type ScopeInput } from './scope.ts';
import { onlyReduces } from './undoing.ts';

/** What keyturn.yaml says of a system. */
export interface PlanSettings {
  readonly vars: Readonly<Record<string, string>>;
  /** Absolute folder that scripts are relative to. */
  readonly workdir: string;
  /** Absolute folders that are searched for programs before the usual ones. */
  readonly path?: readonly string[];
  /** Environment of every program of the system; a step's own wins. */
  readonly env?: Readonly<Record<string, string>>;
  /** How services of the host are reached. Absent: as a scope says. */
  readonly services?: Scope['services'];
  /** Absolute folders in which its steps may change files of settings. Absent: none. */
  readonly writable?: readonly string[];
  /** What services know the system by, by name. Absent: nothing. */
  readonly credentials?: Readonly<Record<string, PlanCredential>>;
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
  const frame = frameAsked(action, mode, reference);
  const vars = { ...defaultVars(runbook), ...input.settings.vars };
  const { operators = {} } = input.settings;
  const findings = actionFindings(runbook, action, input.kinds, { vars, held: input.held, operators });
  const emergency = isBrokenGlass(input);
  const fault = emergency ? findings.find(isOfNoStep) : findings[0];
  if (fault !== undefined) throw definitionError(reference, fault);
  const { values, problems } = checkParams(action.params, input.params, {
    now: input.occasion.at,
    people: input.people,
    lists: input.lists,
    vars,
    lessensRisk: onlyReduces(action),
  });
  if (problems.length > 0) throw new BadParams(reference, problems);

  const rehearsal = mode === 'dry-run';
  const direction = rehearsal ? undefined : plannedDirection(runbook, action, values, input.holds);
  const persons = personsIn(action, values, input.people);
  const asked: ScopeInput = {
    action: reference,
    declared: Object.keys(action.params),
    params: values,
    persons,
    facts: { ...factsOf(input.occasion), ...input.facts },
    vars,
    workdir: input.settings.workdir,
    folder: runbook.folder,
    path: input.settings.path ?? [],
    env: input.settings.env ?? {},
    ...(input.settings.services === undefined ? {} : { services: input.settings.services }),
    credentials: input.settings.credentials ?? {},
  };
  const expanded = expand(runbook, frame);
  const open = frameOpener({ runbook, people: input.people, now: input.occasion.at, asked });
  const all = [...new Set([frame, ...expanded.flatMap((one) => framesAbove(one.frame))])];
  const frames = emergency ? all.filter((one) => opens(one, open, action)) : all;
  const policy = rehearsal
    ? null
    : withBeneficiaries(
        policyOf(runbook, action, input.floors, direction?.way),
        beneficiariesOf(frames, open),
      );
  const answerers = answerersOf(action.risk, policy, operators);
  const deps = { runbook, kinds: input.kinds, open, answerers };
  const planned = expanded.map((one) =>
    emergency ? planOrSay(one, deps, refuseFaults(reference, findings)) : planStep(one, deps),
  );
  // Nobody approves nothing, and a run of it would end as a success.
  if (planned.length === 0)
    throw definitionError(reference, { message: 'No step is left of it.', suggestion: 'Give it a step.' });
  const includes = frames.flatMap((one) => plannedInclusion(runbook, one, open));
  const plan: Plan = {
    version: 1,
    runbook: runbook.id,
    definition: runbook.digest,
    action: reference,
    title: action.title,
    source: action.source ?? '',
    notes: notesOf(frames, expanded),
    risk: action.risk,
    environment: input.environment,
    mode,
    ...(!rehearsal && action.dryRun !== undefined ? { rehearsable: true as const } : {}),
    params: values,
    ...calledOf(persons),
    ...runOf(asked.facts, [
      ...frames.flatMap((one) => open(one).facts),
      ...planned.flatMap((one) => one.facts),
    ]),
    targets: [...new Set(planned.flatMap((one) => one.targets))],
    // A rehearsal changes nothing: it waits for nobody and blocks nobody.
    ...(rehearsal ? { lock: null, cooldownMs: null, requires: [] } : demandsOf(runbook, action)),
    ...(direction === undefined ? {} : { direction }),
    policy: policyJson(policy),
    ...givesOf(runbook, frame),
    ...endsOf(runbook, action, expanded, mode),
    ...revertOf(runbook, action, mode),
    ...numbersOf(runbook, frames),
    ...(includes.length === 0 ? {} : { includes }),
    steps: planned.map((one) => one.step),
  };
  return emergency ? { ...plan, asked: askedDigest(plan) } : plan;
}

/** Whether the glass is broken for what is asked, as far as its definition tells: then no step keeps back another. */
function isBrokenGlass({ runbook, action, mode, floors }: PlanInput): boolean {
  if (mode === 'dry-run' || action.breakGlass === undefined || !expandable(runbook, action, mode))
    return false;
  return policyOf(runbook, action, floors)?.kind === 'break-glass';
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

function calledOf(persons: Readonly<Record<string, PlanPerson>>): Pick<Plan, 'people'> {
  const called = Object.entries(persons).map(([param, { name }]) => [param, name] as const);
  return called.length === 0 ? {} : { people: Object.fromEntries(called) };
}

/** Principals who benefit from what is asked, or from what it includes, each once. */
function beneficiariesOf(frames: readonly Frame[], open: (frame: Frame) => OpenFrame): readonly string[] {
  const theirs = frames.flatMap((frame) =>
    Object.entries(open(frame).scope.persons).filter(([name]) => frame.action.params[name]?.beneficiary),
  );
  return [...new Set(theirs.map(([, { id }]) => id))].toSorted();
}

/** A frame and those that include it, the outermost first. */
function framesAbove(frame: Frame): readonly Frame[] {
  return frame.above === undefined ? [frame] : [...framesAbove(frame.above.frame), frame];
}

/** What people are told of an inclusion; nothing of what was asked for itself. */
function plannedInclusion(
  runbook: Runbook,
  frame: Frame,
  open: (frame: Frame) => OpenFrame,
): readonly PlannedInclusion[] {
  if (frame.above === undefined) return [];
  const { action, prefix } = frame;
  const { params } = open(frame).scope;
  const step = prefix.slice(0, -1);
  return [{ step, action: actionRef(runbook.id, action.id), title: action.title, params }];
}

/** What its texts say of the run, and nothing else: a plan that says nothing of it is the same whenever it is made. */
function runOf(facts: ScopeInput['facts'], spoken: readonly Fact[]): Pick<Plan, 'run'> {
  if (spoken.length === 0) return {};
  const said = FACTS.filter((fact) => spoken.includes(fact));
  return { run: Object.fromEntries(said.map((fact) => [fact, facts[fact]])) };
}

/** A rehearsal hands nothing on. */
function givesOf(runbook: Runbook, frame: Frame): Pick<Plan, 'gives'> {
  const { gives } = frame.action;
  if (frame.mode === 'dry-run' || Object.keys(gives).length === 0) return {};
  return {
    gives: Object.fromEntries(
      Object.entries(gives).flatMap(([name, text]) => {
        const reference = loneReference(text);
        return reference === undefined ? [] : [[name, referenceWithin(runbook, frame, reference)] as const];
      }),
    ),
  };
}

function frameAsked(action: Action, mode: Plan['mode'], reference: string): Frame {
  if (mode === 'execute' || action.dryRun !== undefined) return frameOf(action, mode);
  throw new OpsError({
    code: 'plan.no-dry-run',
    what: `'${reference}' was not planned.`,
    why: 'It has no dry run.',
    next: 'See what it would do, without doing it, with `keyturn plan` without --dry-run; in chat, dry-run shows that by itself.',
  });
}

function notesOf(frames: readonly Frame[], steps: readonly Expanded[]): readonly string[] {
  const actions = [...new Set(frames.map(({ action }) => action))];
  const theirs = actions.flatMap(({ assumed, notes = [] }) => [
    ...(assumed ? ['Part of this is assumed: the source document does not say it.'] : []),
    ...notes,
  ]);
  return [...new Set([...theirs, ...steps.flatMap(({ step }) => step.notes)])];
}

function defaultVars(runbook: Runbook): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(runbook.vars).flatMap(([name, variable]) =>
      variable.default === undefined ? [] : [[name, variable.default] as const],
    ),
  );
}
