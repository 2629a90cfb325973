import type { ApprovalRequest } from '../../../approval/request.ts';
import type { Approvals } from '../../../approval/service.ts';
import { recordShared } from '../../../audit/service.ts';
import type { Json } from '../../../canonical.ts';
import { crashPoint } from '../../../crash-point.ts';
import { isRefusal, Logged, OpsError, unreachable } from '../../../errors.ts';
import { newId } from '../../../ids.ts';
import type { Jobs } from '../../../jobs/port.ts';
import type { Redactor } from '../../../redaction/redactor.ts';
import type { Database, Tx } from '../../../store/database.ts';
import { cut } from '../../../values/cut.ts';
import type { Registry } from '../../definition/registry.ts';
import { planDigest } from '../../plan/digest.ts';
import type { Holding } from '../../plan/direction.ts';
import { givingWayOf } from '../../plan/giving-way.ts';
import { makePlan, type PlanSettings } from '../../plan/make-plan.ts';
import type { PlanPerson } from '../../plan/person.ts';
import type { Plan } from '../../plan/plan.ts';
import { planPolicy, type RiskFloors } from '../../plan/plan-policy.ts';
import type { StepKinds } from '../../steps/step.ts';
import { holdingNow } from '../direction/service.ts';
import { type Gate, gatedPlan } from '../gate.ts';
import { refuseBesideEmergencies } from '../overtaken/service/asking.ts';
import { type StandingDeps, standingNow } from '../overtaken/standing/service.ts';
import { type PickDeps, type PickLists, pickLists } from '../pick/service.ts';
import { refusePlan } from '../precondition/service.ts';
import { RUN } from '../run.ts';
import { bindFiles } from './bind/bind-files.ts';
import { filesOf } from './bind/files-of.ts';
import { queueRun } from './queue.ts';

export interface Proposal {
  /** `<runbook>:<action>` */
  readonly action: string;
  /** As people typed them. */
  readonly params: { readonly [name: string]: string };
  readonly mode?: Plan['mode'];
  readonly requester: string;
  readonly place: Json;
  readonly reason?: string;
  readonly confirmation?: string;
  /** Digest of the plan that the requester was shown; any other is refused. */
  readonly seen?: string;
  /** What that plan says of its run. */
  readonly facts?: Plan['run'];
}

export type Proposed =
  | { readonly kind: 'running'; readonly runId: string }
  | { readonly kind: 'pending'; readonly requestId: string };

/** What is written in the transaction of a proposal, once it is known what came of it. */
export type AlsoProposed = (tx: Tx, proposed: Proposed) => Promise<void>;

/** What keyturn.yaml says of the environment and of each system. */
export interface RunbookSettings {
  readonly environment: string;
  system(runbook: string): PlanSettings;
  /** What the settings want of every approval of a risk. */
  readonly risks: RiskFloors;
  /** Roles that somebody may hold: a person, or whoever is in a group of a platform. Absent: nobody has defined any. */
  readonly held?: readonly string[] | undefined;
  /** Everybody in the settings. */
  readonly people: readonly PlanPerson[];
}

export interface ProposeDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly approvals: Pick<Approvals, 'open' | 'requireFree' | 'breakGlass' | 'requireMayBreak'>;
  readonly registry: Pick<Registry, 'action' | 'nearest'>;
  readonly settings: RunbookSettings;
  readonly kinds: StepKinds;
  /** Absent: nothing else keeps anything back. */
  readonly gate?: Gate;
  /** Of what is read where a plan would change something. */
  readonly redactor: Pick<Redactor, 'text'>;
}

/**
 * Plans an action and either queues it, or opens the approval that it needs.
 * @param also what belongs to it: all of it is written, or nothing
 * @throws OpsError when it is unknown, its parameters are wrong, or what it requires is missing. The refusal is logged.
 */
export async function propose(deps: ProposeDeps, proposal: Proposal, also?: AlsoProposed): Promise<Proposed> {
  return loggingRefusals(deps.db, proposal, async () => {
    const plan = await planNow(deps, proposal);
    if (proposal.seen !== undefined && proposal.seen !== planDigest(plan)) throw planChanged(plan);
    const proposed = await deps.db.transact(async (tx) => {
      const written = await put(tx, deps, proposal, plan);
      await also?.(tx, written);
      return written;
    });
    crashPoint('after-proposal-commit');
    return proposed;
  });
}

/**
 * The plan of a proposal as it is made now, with the content of its files, without doing anything but looking up what there is to
 * pick.
 */
export async function planNow(deps: ProposeDeps, proposal: Planned): Promise<Plan> {
  const found = deps.registry.action(proposal.action);
  const { environment } = deps.settings;
  const { requester, params: given } = proposal;
  const picking = { requester, patienceMs: PATIENCE_MS, given, settled: true };
  const lists = found && (await pickLists(picksOf(deps), found.runbook.id, found.action, picking));
  // Read behind the lists, which may take a while: the plan says when it was made, and by what.
  const { at, holds } = await deps.db.read(async (reader) => ({
    at: await reader.now(),
    holds: found && (await holdingNow(reader, found.runbook, found.action, environment)),
  }));
  const plan = await planOf(deps, proposal, at, { holds, lists });
  // What rehearses takes nothing back.
  if (found === undefined || givingWayOf(plan).to.length === 0) return plan;
  const takesBack = await deps.db.read((reader) =>
    standingNow(reader, standingIn(deps), found.runbook, found.action, plan),
  );
  return takesBack === undefined ? plan : { ...plan, takesBack };
}

/** Where emergencies are looked for, and what those who began them are called. */
export function standingIn({ settings }: Pick<ProposeDeps, 'settings'>): StandingDeps {
  return {
    environment: settings.environment,
    nameOf: (principal) => calledIn(settings.people, principal).name,
  };
}

/** What a plan is made of. */
export type Planned = Pick<Proposal, 'action' | 'params' | 'mode' | 'requester' | 'facts'>;

/**
 * @param at when somebody asks, on the database's clock
 * @param seen what others found out; nothing where nobody has looked
 */
export async function planOf(
  { registry, settings, kinds, redactor }: Pick<ProposeDeps, 'registry' | 'settings' | 'kinds' | 'redactor'>,
  { action: reference, params, mode = 'execute', requester, facts }: Planned,
  at: Date,
  seen: {
    readonly holds?: Holding;
    readonly lists?: PickLists | undefined;
  } = {},
): Promise<Plan> {
  const found = registry.action(reference);
  if (found === undefined) throw unknownAction(reference, registry.nearest(reference));
  const { runbook, action } = found;
  if (action.internal) throw internalAction(reference);
  const { environment } = settings;
  const system = settings.system(runbook.id);
  const plan = makePlan({
    runbook,
    action,
    params,
    occasion: { at, run: newId(RUN.prefix), requester: calledIn(settings.people, requester) },
    facts,
    mode,
    environment,
    settings: system,
    kinds,
    people: settings.people,
    holds: seen.holds,
    lists: seen.lists && valuesOf(seen.lists),
    floors: settings.risks,
    held: settings.held,
  });
  const { workdir, writable = [] } = system;
  return bindFiles(plan, {
    ...{ kinds, workdir, writable, of: filesOf(runbook, action, mode) },
    redact: (text) => redactor.text(text),
  });
}

/** A plan is made after its form, and waits longer for what there is to pick. */
const PATIENCE_MS = 10_000;

/** How what there is to pick is found out: by a run that has no card of its own. */
export function picksOf(deps: ProposeDeps): PickDeps {
  return {
    db: deps.db,
    environment: deps.settings.environment,
    async look(action, requester) {
      const proposed = await propose(deps, { action, params: {}, requester, place: null });
      if (proposed.kind === 'running') return proposed.runId;
      throw new Error(`${action} waits for approval, and lists what there is to pick`);
    },
  };
}

function valuesOf(lists: PickLists): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, choices]) => [name, choices.map(({ value }) => value)]),
  );
}

function calledIn(people: readonly PlanPerson[], id: string): Pick<PlanPerson, 'id' | 'name'> {
  return people.find((person) => person.id === id) ?? { id, name: id };
}

async function put(tx: Tx, deps: ProposeDeps, proposal: Proposal, plan: Plan): Promise<Proposed> {
  const proposed = await write(tx, deps, proposal, plan);
  const refusal = await refuseBesideEmergencies(tx, { ...standingIn(deps), registry: deps.registry }, plan);
  if (refusal !== undefined) throw new OpsError(refusal);
  return proposed;
}

async function write(tx: Tx, deps: ProposeDeps, proposal: Proposal, plan: Plan): Promise<Proposed> {
  const now = await tx.now();
  const refusal = (await deps.gate?.(tx, gatedPlan(plan))) ?? (await refusePlan(tx, plan, null, now));
  if (refusal !== undefined) throw new OpsError(refusal);
  const policy = planPolicy(plan);
  switch (policy?.kind) {
    case undefined: {
      refuseWithoutPolicy(plan);
      const { requester, place, reason = null } = proposal;
      const id = idFor(plan);
      await queueRun(tx, deps.jobs, { id, plan, requestId: null, requester, place, reason }, now);
      return { kind: 'running', runId: id };
    }
    case 'approval': {
      const request = await deps.approvals.open(tx, {
        ...subjectOf(proposal, plan),
        policy: policy.policy,
        requester: proposal.requester,
        resource: plan.lock,
        ...(proposal.reason === undefined ? {} : { reason: proposal.reason }),
        ...(proposal.confirmation === undefined ? {} : { confirmation: proposal.confirmation }),
      });
      return { kind: 'pending', requestId: request.id };
    }
    case 'break-glass': {
      const request = await deps.approvals.breakGlass(tx, {
        ...subjectOf(proposal, plan),
        policy: policy.policy,
        by: proposal.requester,
        reason: proposal.reason ?? '',
        confirmation: proposal.confirmation ?? '',
      });
      return { kind: 'running', runId: await queueApproved(tx, deps.jobs, request, now) };
    }
    default:
      return unreachable(policy);
  }
}

/** Queues what a request stands for: the stored plan, never a new one. */
export async function queueApproved(
  tx: Tx,
  jobs: Jobs,
  request: ApprovalRequest,
  now: Date,
): Promise<string> {
  const { plan } = request.document as unknown as { readonly plan: Plan };
  const { requester, place, reason } = request;
  return queueRun(tx, jobs, { id: idFor(plan), plan, requestId: request.id, requester, place, reason }, now);
}

/** What its texts call the run is what it is called. */
function idFor({ run }: Plan): string {
  return run?.id ?? newId(RUN.prefix);
}

function subjectOf({ place }: Proposal, plan: Plan) {
  return {
    subject: { kind: 'plan', id: plan.action, title: plan.title },
    document: { plan: plan as unknown as Json },
    environment: plan.environment,
    place,
  };
}

/** The definition was checked for this; a plan that slipped through must still not run. */
function refuseWithoutPolicy(plan: Plan): void {
  if (plan.mode === 'dry-run' || plan.risk === 'read' || plan.risk === 'low') return;
  throw new Error(`${plan.action} has the risk ${plan.risk} and nobody who approves it`);
}

function planChanged(plan: Plan): OpsError {
  const { title } = plan;
  const standing =
    givingWayOf(plan).to.length === 0
      ? ''
      : ', or what stands of the emergencies that it takes back is not the same';
  return new OpsError({
    code: 'run.plan-changed',
    what: 'Nothing was started.',
    why: `"${title}" would not run any more as it was shown to you: its runbook or its files were changed meanwhile${standing}.`,
    next: 'Give the command again, and read what would run now.',
  });
}

/** What is only a part of others is asked for by nobody. */
export function internalAction(reference: string): OpsError {
  return new OpsError({
    code: 'run.internal-action',
    what: 'Nothing was started.',
    why: `${reference} is a part of other actions, and is not run by itself.`,
    next: 'Ask for an action that includes it; /ops help lists them.',
  });
}

function unknownAction(reference: string, nearest: readonly string[]): OpsError {
  return new OpsError({
    code: 'run.unknown-action',
    what: 'Nothing was started.',
    why: `There is no action ${JSON.stringify(cut(reference, 100))}.`,
    next:
      nearest.length === 0
        ? 'Look for it with /ops help.'
        : `Did you mean ${nearest.slice(0, 3).join(' or ')}?`,
  });
}

/**
 * Does what may be refused before there is a request or a run whose chain could tell it, and logs that.
 * @throws what `work` throws, a refusal as {@link Logged}; as it is where it could not be logged, and never what kept it from
 *   the log, which would leave it open whether anything was done.
 */
export async function loggingRefusals<T>(
  db: Database,
  asked: Pick<Proposal, 'action' | 'requester'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { refusal } = error;
    await logRefusal(db, asked, error).catch((cause: unknown) => {
      throw new OpsError(refusal, { cause });
    });
    throw new Logged(refusal, { cause: error });
  }
}

async function logRefusal(
  db: Database,
  proposal: Pick<Proposal, 'action' | 'requester'>,
  { refusal }: OpsError,
): Promise<void> {
  await db.transact(async (tx) => {
    const at = await tx.now();
    const data = { action: proposal.action.slice(0, 200), code: refusal.code, why: refusal.why };
    const actor = `principal/${proposal.requester}` as const;
    await recordShared(tx, { chain: 'access', kind: 'proposal.refused', actor, at, data });
  });
}
