import { messageOf } from '../../errors.ts';
import { shownText } from '../../terminal/json.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import type { StepRun, StillRunning } from '../run/step-run.ts';
import type { Permit } from './admission.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { contextOf } from './step-context.ts';
import { couldNotLook, couldNotStop } from './still-running.ts';
import { createStop } from './stop.ts';

/**
 * Stops what an attempt and those before it left running. Its worker is gone, or has stopped it.
 * @returns the programs that could not be stopped, or that nobody could look for; null when none is left.
 */
export async function reapStep(
  deps: AttemptDeps,
  run: Run,
  step: StepRun,
  planned: PlannedStep,
): Promise<StillRunning | null> {
  const stop = createStop();
  const tools = { stop, check: () => {}, permit: NO_PERMIT, recorder: NO_RECORDER };
  const context = contextOf(
    deps,
    { run, step, planned, now: () => step.startedAt ?? run.queuedAt },
    tools,
    [],
  );
  try {
    return couldNotStop(
      (await deps.kinds.get(planned.kind)?.reap?.(context, planned.spec)) ?? 0,
      deps.workerId,
    );
  } catch (error) {
    const reason = deps.redactor.text(shownText(messageOf(error)));
    deps.log.error({ run: run.id, step: planned.id, reason }, 'nobody could look for programs');
    return couldNotLook(reason, deps.workerId);
  }
}

/** Stopping is no beginning. */
const NO_PERMIT: Permit = { begun: () => {}, aside: (work) => work() };
const NO_RECORDER = { push: () => {}, lastWords: async () => '' };
