import type { Logger } from 'pino';
import { crashPoint } from '../../crash-point.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Database } from '../../store/database.ts';
import { mayBeKeptBack } from '../run/overtaken/overtaken.ts';
import { RUN, type StopMark } from '../run/run.ts';
import { isProbe } from '../run/step-run.ts';
import { isDescending } from '../run/way-down.ts';
import type { Admission, Permit } from './admission.ts';
import type { Assignment, Finished } from './assignment.ts';
import { attempt } from './attempt.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import type { Draining } from './draining.ts';
import { keepLease } from './lease-keeper.ts';
import { dropEarlier } from './output/earlier/store.ts';
import { createRecorder, type OutputChunk, type Recorder } from './output/recorder.ts';
import { insertOutput } from './output/store.ts';
import type { Session, Taken } from './session.ts';
import { createStop, type Stop } from './stop.ts';

export interface CarryOutDeps extends AttemptDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Logger;
  /** How long a run stays with a worker that gives no sign of life. */
  readonly leaseMs: number;
  /** Characters of output that are kept of a step's last attempt, and bytes of those before it together. Default: 1 Mi. */
  readonly outputLimit?: number;
}

const OUTPUT_LIMIT = 1024 * 1024;
/** At most one event of new output a second and run. */
const OUTPUT_EVERY_MS = 1_000;

/**
 * Carries out one step under its lease, and records what it prints.
 * @returns what became of it; undefined when the lease was lost: then it is not ours to say.
 */
export async function carryOut(
  deps: CarryOutDeps,
  { admission, draining }: { readonly admission: Admission; readonly draining: Draining },
  assignment: Taken,
  session: Session,
  permit: Permit,
): Promise<Finished | undefined> {
  crashPoint('after-started');
  const { lease, run, step } = assignment;
  const stop = createStop();
  const keeper = keepLease(deps, run.id, lease, assignment.askedAt, stop, heeds(assignment));
  session.stop = stop;
  session.keeper = keeper;
  const recorder = recorderOf(deps, assignment, stop);
  try {
    const tools = { stop, check: keeper.check, stopping: draining.within, permit, recorder };
    const done = await attempt(deps, assignment, tools);
    if (stop.cause === 'lease') admission.lost();
    else admission.kept();
    await recorder.close();
    return done && { lease, step, ...done };
  } finally {
    session.stop = undefined;
    session.keeper = undefined;
    await keeper.end();
  }
}

/** What ends a step under way. On the way down it gives way itself; its probe only finds out what it did. */
function heeds({ run: { plan }, step }: Assignment): readonly StopMark[] {
  if (!isDescending(plan, step)) return ['cancel', 'overtaken'];
  return mayBeKeptBack(plan, step) && !isProbe(step) ? ['wayDownStopped', 'overtaken'] : ['wayDownStopped'];
}

function recorderOf(deps: CarryOutDeps, assignment: Assignment, stop: Stop): Recorder {
  const { step } = assignment;
  const limit = deps.outputLimit ?? OUTPUT_LIMIT;
  // Nothing was printed before the first attempt; a probe of it comes after what it printed.
  let earlier = step.attempt > 1 || step.state !== 'running';
  return createRecorder({
    redactor: deps.redactor,
    limit,
    everyMs: OUTPUT_EVERY_MS,
    async write(chunks) {
      await writeOutput(deps, assignment, chunks, stop, earlier ? limit : undefined);
      earlier = false;
    },
    onError: (error) => {
      deps.log.error({ run: assignment.run.id, err: error }, 'output was lost');
    },
  });
}

/** @param earlier bytes that may stay of what the step printed before; undefined: what is there may stay. */
async function writeOutput(
  { db, jobs }: CarryOutDeps,
  { run, step, lease }: Assignment,
  chunks: readonly OutputChunk[],
  stop: Stop,
  earlier: number | undefined,
): Promise<void> {
  await db.transact(async (tx) => {
    const now = await tx.now();
    const at = { runId: run.id, position: step.position, attempt: step.attempt, now };
    if (earlier !== undefined) await dropEarlier(tx, at, lease, earlier);
    if (!(await insertOutput(tx, at, lease, chunks))) {
      stop.now('lease');
      return;
    }
    await jobs.emit(tx, { kind: 'run.output', subject: RUN.subject(run.id), at: now, data: {} });
  });
}
