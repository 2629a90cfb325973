import type { Refusal } from '../../../../errors.ts';
import { isActivePerson } from '../../../../people/standing.ts';
import { isEmergency } from '../../emergency.ts';
import { refuseStopping } from '../../has-a-say.ts';
import { hasGivenWay } from '../../overtaken/gave-way.ts';
import { isEnded, type Run } from '../../run.ts';
import { isOnWayDown } from '../../way-down.ts';
import { type InterveneDeps, intervene, requireFit, type Scene } from './intervene.ts';
import { reasonFor, requireReason } from './reason.ts';
import { cardOf, inDoubt, notAPerson, onWayDown, over } from './refusals.ts';

/**
 * Stops what a run does: at once when nobody works on it, else as soon as its worker hears of it. What had begun is followed
 * by its way down.
 */
export function cancelRun(deps: InterveneDeps, runId: string, by: string, reason?: string): Promise<void> {
  return intervene(deps, runId, by, (scene) => {
    const unfit = refuseCancel(scene);
    if (unfit !== undefined) return unfit;
    const { run } = scene;
    const given = reasonFor(NOT_CANCELLED, reason);
    if ('code' in given) return given;
    const { said } = given;
    return {
      // Who wants to stop what has given way is in the log; they did not stop it.
      run: hasGivenWay(run) ? {} : { cancel: run.cancel ?? { by, reason: said } },
      kind: 'run.cancel-requested',
      data: { reason: said },
    };
  });
}

/** Whether somebody could cancel it now, before they are asked whether they mean it. @throws OpsError why not. */
export function requireMayCancel(deps: InterveneDeps, runId: string, by: string): Promise<void> {
  return requireFit(deps, runId, by, async (scene) => refuseCancel(scene));
}

const NOT_CANCELLED = 'The run was not cancelled:';

function refuseCancel({ run, standing, now }: Pick<Scene, 'run' | 'standing' | 'now'>): Refusal | undefined {
  if (!isActivePerson(standing)) return notAPerson(NOT_CANCELLED, standing);
  if (isEnded(run)) return over(NOT_CANCELLED, run);
  if (isOnWayDown(run)) return onWayDown(NOT_CANCELLED, run);
  if (run.state === 'unknown') return inDoubt(NOT_CANCELLED, run);
  return refuseStopping(NOT_CANCELLED, run, standing, now);
}

/**
 * Stops the way down, which a cancel of the action does not: whoever is in a hurry must not stop it by a second click. Of an
 * emergency it is what makes it safe: who leaves that undone says why.
 */
export function stopWayDown(deps: InterveneDeps, runId: string, by: string, reason?: string): Promise<void> {
  return intervene(deps, runId, by, (scene) => {
    const unfit = refuseStop(scene);
    if (unfit !== undefined) return unfit;
    const { run } = scene;
    const given = isEmergency(run)
      ? requireReason(NOT_STOPPED, reason ?? '')
      : reasonFor(NOT_STOPPED, reason);
    if ('code' in given) return given;
    const { said } = given;
    return {
      run: { wayDownStopped: run.wayDownStopped ?? { by, reason: said } },
      kind: 'run.way-down-stop-requested',
      data: { reason: said },
    };
  });
}

/** Whether somebody could stop the way down now, before they are asked why. @throws OpsError why not. */
export function requireMayStopWayDown(deps: InterveneDeps, runId: string, by: string): Promise<void> {
  return requireFit(deps, runId, by, async (scene) => refuseStop(scene));
}

const NOT_STOPPED = 'The way down was not stopped:';

function refuseStop({ run, standing, now }: Pick<Scene, 'run' | 'standing' | 'now'>): Refusal | undefined {
  if (!isActivePerson(standing)) return notAPerson(NOT_STOPPED, standing);
  if (isEnded(run)) return over(NOT_STOPPED, run);
  if (!isOnWayDown(run)) return notOnWayDown(NOT_STOPPED, run);
  if (run.state === 'unknown') return inDoubt(NOT_STOPPED, run);
  return refuseStopping(NOT_STOPPED, run, standing, now);
}

function notOnWayDown(what: string, run: Run): Refusal {
  return {
    code: 'run.not-on-its-way-down',
    what,
    why: 'it has not begun.',
    next: `Look at ${cardOf(run)}; Cancel stops what it does now.`,
  };
}
