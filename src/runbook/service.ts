import type { Approvals } from '../approval/service.ts';
import { NO_OUTPUT, readOutput, readTail, type Tail } from './engine/output/store.ts';
import type { Plan, PlannedTakingBack } from './plan/plan.ts';
import { isRunAwaited } from './run/awaited.ts';
import { type HandedOn, handedOn } from './run/handed-on/service.ts';
import { type LastWorked, lastWorkedOf } from './run/last-worked/last-worked.ts';
import { lastEnds, liveRuns } from './run/last-worked/store.ts';
import { standingNow } from './run/overtaken/standing/service.ts';
import { knownLists, type Picking, type PickLists, pickLists } from './run/pick/service.ts';
import type { Run } from './run/run.ts';
import { answerPrompt, requireMayAnswer } from './run/service/intervene/answer.ts';
import type { CountDeps } from './run/service/intervene/count.ts';
import { type Decision, decideUnknown, requireMayDecide } from './run/service/intervene/decide.ts';
import { type Gone, requireMaySayGone, sayGone } from './run/service/intervene/gone.ts';
import {
  cancelRun,
  requireMayCancel,
  requireMayStopWayDown,
  stopWayDown,
} from './run/service/intervene/stop.ts';
import { type Preview, preview, requireGlass, requireReady } from './run/service/preview.ts';
import { progressOf } from './run/service/progress.ts';
import {
  type AlsoProposed,
  type Planned,
  type Proposal,
  type ProposeDeps,
  type Proposed,
  picksOf,
  planNow,
  propose,
  queueApproved,
  standingIn,
} from './run/service/propose.ts';
import { listRuns, type RunFilter, type RunGist, readRun, recentRuns, runOfRequest } from './run/store.ts';

export type { HandedOn } from './run/handed-on/service.ts';
export type { LastWorked } from './run/last-worked/last-worked.ts';
export type { Picking, PickLists } from './run/pick/service.ts';
export type { Proposal, Proposed, RunbookSettings } from './run/service/propose.ts';
export type { RunGist } from './run/store.ts';

/** A run with everything that its card says about it. */
export interface RunView extends Omit<Run, 'lease' | 'epoch' | 'dueAt'> {
  /** The end of the output so far, redacted: first of the step that it did not get past, where there is one. */
  readonly printed: Tail;
}

/** Runbook actions as people use them. Each call is one transaction; refusals are thrown as OpsError, and logged. */
export interface RunbookService {
  /** Runs the action, or opens the approval that it needs. @param also what is written with that, or not at all */
  propose(proposal: Proposal, also?: AlsoProposed): Promise<Proposed>;
  /**
   * What an action would do, as it is defined now; nothing happens but a look at what there is to pick.
   * @throws OpsError when it cannot be planned.
   */
  plan(asked: Planned): Promise<Plan>;
  /** What the parameters of an action take from the last runs of others, by name; those that get nothing are absent. */
  handedOn(reference: string): Promise<Readonly<Record<string, HandedOn>>>;
  /** Whether some actions work, by how their last runs here ended and what is under way, in the order asked for; as seen from `at`. */
  lastWorked(
    references: readonly string[],
  ): Promise<{ readonly at: Date; readonly of: readonly LastWorked[] }>;
  /** The emergencies that an action would take back now; undefined where none of those stands, or it takes none back. */
  takingBack(reference: string): Promise<PlannedTakingBack | undefined>;
  /**
   * What there is to pick for the parameters of an action, by name, found out now where nobody has looked lately; without
   * `picking` only what somebody has looked at. @throws OpsError when it cannot be had.
   */
  lists(reference: string, picking?: Picking): Promise<PickLists>;
  /** What a proposal would carry out if it were made now; nothing happens but a look at what there is to pick. @throws OpsError when it would be refused. */
  preview(proposal: Preview): Promise<Plan>;
  /**
   * Whether somebody could break the glass of an action now, whatever its parameters; any other action passes.
   * @throws OpsError why not.
   */
  requireGlass(asked: Pick<Proposal, 'action' | 'requester'>): Promise<void>;
  /**
   * Whether an action could be asked for now, whatever its parameters.
   * @throws OpsError why not.
   */
  requireReady(asked: Pick<Proposal, 'action' | 'requester'>): Promise<void>;
  answer(
    runId: string,
    stepId: string,
    by: string,
    value: { readonly [field: string]: string },
  ): Promise<void>;
  /** Whether somebody could answer it now, before they fill in a form. @throws OpsError why not. */
  requireMayAnswer(runId: string, stepId: string, by: string): Promise<void>;
  cancel(runId: string, by: string, reason?: string): Promise<void>;
  /** Whether somebody could cancel it now, before they are asked whether they mean it. @throws OpsError why not. */
  requireMayCancel(runId: string, by: string): Promise<void>;
  stopWayDown(runId: string, by: string, reason?: string): Promise<void>;
  /** Whether somebody could stop the way down now, before they are asked why. @throws OpsError why not. */
  requireMayStopWayDown(runId: string, by: string): Promise<void>;
  decideUnknown(runId: string, stepId: string, decision: Decision): Promise<void>;
  /** Whether somebody could decide so, before they write down why. @throws OpsError why not. */
  requireMayDecide(
    runId: string,
    stepId: string,
    wanted: Pick<Decision, 'by' | 'choice' | 'attempt'>,
  ): Promise<void>;
  /** What could not be stopped does not run any more, as people say. */
  sayGone(runId: string, stepId: string, gone: Gone): Promise<void>;
  /** Whether somebody could say so, before they write down why. @throws OpsError why not. */
  requireMaySayGone(runId: string, stepId: string, by: string): Promise<void>;
  get(runId: string): Promise<RunView | undefined>;
  /** Newest first, without their output. */
  list(filter: RunFilter): Promise<readonly RunView[]>;
  /** The run of a request that was approved, or whose glass was broken; undefined while there is none. */
  ofRequest(requestId: string): Promise<string | undefined>;
  /** Runs that wait for what somebody may say, the oldest first. */
  awaiting(principal: string): Promise<readonly RunView[]>;
  /** What ran last, newest first, without its plans: cheap enough for every key that somebody presses. */
  recent(limit: number): Promise<readonly RunGist[]>;
  /** Everything that was kept of a run's output, redacted. */
  output(runId: string): Promise<string>;
}

export interface RunbookServiceDeps extends ProposeDeps, CountDeps {
  readonly approvals: Pick<
    Approvals,
    'open' | 'requireFree' | 'breakGlass' | 'requireMayBreak' | 'handle' | 'sealed'
  >;
}

const TAIL_CHARACTERS = 1_500;
/** More runs than this do not ask at a time, or whoever has them looks elsewhere. */
const MOST_ASKING = 200;

export function createRunbookService(deps: RunbookServiceDeps): RunbookService {
  const { db, jobs } = deps;
  deps.approvals.handle('plan', {
    async ready(tx, request, now) {
      await queueApproved(tx, jobs, request, now);
    },
    /** Only a wake-up: the engine finds that the request is over. Locking the run here could deadlock with it. */
    async ended(tx, request) {
      const runId = await runOfRequest(tx, request.id);
      if (runId !== undefined) await jobs.wake(tx, 'run', runId);
    },
    async underWay(tx, request) {
      const runId = await runOfRequest(tx, request.id);
      const run = runId === undefined ? undefined : await readRun(tx, runId);
      return run && progressOf(run);
    },
  });
  return {
    propose: (proposal, also) => propose(deps, proposal, also),
    plan: (asked) => planNow(deps, asked),
    async handedOn(reference) {
      const found = deps.registry.action(reference);
      if (found === undefined) return {};
      const { runbook, action } = found;
      return db.read((reader) => handedOn(reader, runbook.id, action, deps.settings.environment));
    },
    lastWorked: (references) =>
      db.read(async (reader) => {
        const { environment } = deps.settings;
        const ends = await lastEnds(reader, references, environment);
        const live = await liveRuns(reader, references, environment);
        const of = references.map((reference) =>
          lastWorkedOf(
            ends.filter(({ action }) => action === reference),
            live.filter(({ action }) => action === reference),
            deps.registry.action(reference)?.runbook.digest,
          ),
        );
        return { at: await reader.now(), of };
      }),
    async takingBack(reference) {
      const found = deps.registry.action(reference);
      if (found === undefined) return undefined;
      return db.read((reader) => standingNow(reader, standingIn(deps), found.runbook, found.action));
    },
    async lists(reference, picking) {
      const found = deps.registry.action(reference);
      if (found === undefined) return {};
      const { runbook, action } = found;
      const { environment } = deps.settings;
      return picking === undefined
        ? knownLists({ db, environment }, runbook.id, action)
        : pickLists(picksOf(deps), runbook.id, action, picking);
    },
    preview: (proposal) => preview(deps, proposal),
    requireGlass: (asked) => requireGlass(deps, asked),
    requireReady: (asked) => requireReady(deps, asked),
    answer: (runId, stepId, by, value) => answerPrompt(deps, runId, stepId, by, value),
    requireMayAnswer: (runId, stepId, by) => requireMayAnswer(deps, runId, stepId, by),
    cancel: (runId, by, reason) => cancelRun(deps, runId, by, reason),
    requireMayCancel: (runId, by) => requireMayCancel(deps, runId, by),
    stopWayDown: (runId, by, reason) => stopWayDown(deps, runId, by, reason),
    requireMayStopWayDown: (runId, by) => requireMayStopWayDown(deps, runId, by),
    decideUnknown: (runId, stepId, decision) => decideUnknown(deps, runId, stepId, decision),
    requireMayDecide: (runId, stepId, wanted) => requireMayDecide(deps, runId, stepId, wanted),
    requireMaySayGone: (runId, stepId, by) => requireMaySayGone(deps, runId, stepId, by),
    sayGone: (runId, stepId, gone) => sayGone(deps, runId, stepId, gone),
    get: (runId) =>
      db.read(async (reader) => {
        const run = await readRun(reader, runId);
        return run && viewOf(run, await readTail(reader, runId, TAIL_CHARACTERS));
      }),
    list: (filter) =>
      db.read(async (reader) => (await listRuns(reader, filter)).map((run) => viewOf(run, NO_OUTPUT))),
    ofRequest: (requestId) => db.read((reader) => runOfRequest(reader, requestId)),
    awaiting: (principal) =>
      db.read(async (reader) => {
        const asking = await listRuns(reader, { live: true, asks: true, limit: MOST_ASKING });
        const standing = (await deps.people.membership(reader, [principal])).get(principal);
        const now = await reader.now();
        return asking
          .toReversed()
          .flatMap((run) => (isRunAwaited(run, standing, now) ? [viewOf(run, NO_OUTPUT)] : []));
      }),
    recent: (limit) => db.read((reader) => recentRuns(reader, limit)),
    output: (runId) => db.read((reader) => readOutput(reader, runId)),
  };
}

function viewOf(run: Run, printed: Tail): RunView {
  const { lease: _lease, epoch: _epoch, dueAt: _dueAt, ...shown } = run;
  return { ...shown, printed };
}
