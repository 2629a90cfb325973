import type { Approvals } from '../approval/service.ts';
import { readOutput, readTail } from './engine/output/store.ts';
import type { Plan } from './plan/plan.ts';
import type { Run } from './run/run.ts';
import { answerPrompt, cancelRun, decideUnknown, type InterveneDeps } from './run/service/intervene.ts';
import {
  type Proposal,
  type ProposeDeps,
  type Proposed,
  planOf,
  propose,
  queueApproved,
} from './run/service/propose.ts';
import type { Choice } from './run/step-run.ts';
import { listRuns, type RunFilter, readRun, runOfRequest } from './run/store.ts';

export type { Proposal, Proposed, RunbookSettings } from './run/service/propose.ts';

/** A run with everything that its card says about it. */
export interface RunView extends Omit<Run, 'lease' | 'epoch' | 'dueAt'> {
  /** The end of the output so far, redacted. */
  readonly tail: string;
  /** Whether there is more output than `tail`. */
  readonly more: boolean;
}

/** Runbook actions as people use them. Each call is one transaction; refusals are thrown as OpsError, and logged. */
export interface RunbookService {
  /** Runs the action, or opens the approval that it needs. */
  propose(proposal: Proposal): Promise<Proposed>;
  /** The plan that a proposal would make; nothing happens. @throws OpsError when it cannot be planned. */
  plan(proposal: Pick<Proposal, 'action' | 'params' | 'mode'>): Plan;
  answer(
    runId: string,
    stepId: string,
    by: string,
    value: { readonly [field: string]: string },
  ): Promise<void>;
  cancel(runId: string, by: string, reason?: string): Promise<void>;
  decideUnknown(
    runId: string,
    stepId: string,
    decision: { readonly by: string; readonly choice: Choice; readonly reason: string },
  ): Promise<void>;
  get(runId: string): Promise<RunView | undefined>;
  /** Newest first, without their output. */
  list(filter: RunFilter): Promise<readonly RunView[]>;
  /** Everything that was kept of a run's output, redacted. */
  output(runId: string): Promise<string>;
}

export interface RunbookServiceDeps extends ProposeDeps, InterveneDeps {
  readonly approvals: Pick<Approvals, 'open' | 'breakGlass' | 'handle'>;
}

const TAIL_CHARACTERS = 1_500;

export function createRunbookService(deps: RunbookServiceDeps): RunbookService {
  const { db, jobs } = deps;
  deps.approvals.handle('plan', {
    async ready(tx, request) {
      await queueApproved(tx, jobs, request, await tx.now());
    },
    /** Only a wake-up: the engine finds that the request is over. Locking the run here could deadlock with it. */
    async ended(tx, request) {
      const runId = await runOfRequest(tx, request.id);
      if (runId !== undefined) await jobs.wake(tx, 'run', runId);
    },
  });
  return {
    propose: (proposal) => propose(deps, proposal),
    plan: (proposal) => planOf(deps, proposal),
    answer: (runId, stepId, by, value) => answerPrompt(deps, runId, stepId, by, value),
    cancel: (runId, by, reason) => cancelRun(deps, runId, by, reason),
    decideUnknown: (runId, stepId, decision) => decideUnknown(deps, runId, stepId, decision),
    get: (runId) =>
      db.read(async (reader) => {
        const run = await readRun(reader, runId);
        return run && viewOf(run, await readTail(reader, runId, TAIL_CHARACTERS));
      }),
    list: (filter) =>
      db.read(async (reader) =>
        (await listRuns(reader, filter)).map((run) => viewOf(run, { tail: '', more: false })),
      ),
    output: (runId) =>
      db.read(async (reader) => (await readOutput(reader, runId)).map(({ text }) => text).join('')),
  };
}

function viewOf(run: Run, printed: { readonly tail: string; readonly more: boolean }): RunView {
  const { lease: _lease, epoch: _epoch, dueAt: _dueAt, ...shown } = run;
  return { ...shown, ...printed };
}
