import { messageOf } from '../../errors.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import type { StepRun, StillRunning } from '../run/step-run.ts';
import type { Place } from './admission.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { contextOf } from './step-context.ts';
import { couldNotStop } from './still-running.ts';
import { createStop } from './stop.ts';

/**
 * Stops what an attempt and those before it left running. Its worker is gone, or has stopped it.
 * @returns the programs that could not be stopped; null when none is left.
 */
export async function reapStep(
  deps: AttemptDeps,
  run: Run,
  step: StepRun,
  planned: PlannedStep,
): Promise<StillRunning | null> {
  const stop = createStop();
  const tools = { stop, check: () => {}, place: NO_PLACE, recorder: NO_RECORDER };
  const context = contextOf(
    deps,
    { run, step, planned, now: () => step.startedAt ?? run.queuedAt },
    tools,
    [],
  );
  try {
    return couldNotStop(
      (await deps.kinds.get(planned.kind)?.reap?.(planned.spec, context)) ?? 0,
      deps.workerId,
    );
  } catch (error) {
    deps.log.error(
      { run: run.id, step: planned.id, reason: messageOf(error) },
      'nobody could look for programs',
    );
    return couldNotStop(1, deps.workerId);
  }
}

/** Stopping is no beginning. */
const NO_PLACE: Place = { begun: () => {}, aside: (work) => work() };
const NO_RECORDER = { push: () => {}, lastWords: async () => '' };
