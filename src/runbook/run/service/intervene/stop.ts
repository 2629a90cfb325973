import type { Refusal } from '../../../../errors.ts';
import { isActivePerson } from '../../../../people/standing.ts';
import { hasGivenWay } from '../../overtaken/gave-way.ts';
import { isEnded, type Run } from '../../run.ts';
import { isOnWayDown } from '../../way-down.ts';
import { type InterveneDeps, intervene, requireFit, type Scene } from './intervene.ts';
import { reasonFor } from './reason.ts';
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

function refuseCancel({ run, standing }: Pick<Scene, 'run' | 'standing'>): Refusal | undefined {
  if (!isActivePerson(standing)) return notAPerson(NOT_CANCELLED, standing);
  if (isEnded(run)) return over(NOT_CANCELLED, run);
  if (isOnWayDown(run)) return onWayDown(NOT_CANCELLED, run);
  return run.state === 'unknown' ? inDoubt(NOT_CANCELLED, run) : undefined;
}

/** Stops the way down, which a cancel of the action does not: whoever is in a hurry must not stop it by a second click. */
export function stopWayDown(deps: InterveneDeps, runId: string, by: string, reason?: string): Promise<void> {
  return intervene(deps, runId, by, ({ run, standing }) => {
    const what = 'The way down was not stopped:';
    if (!isActivePerson(standing)) return notAPerson(what, standing);
    if (isEnded(run)) return over(what, run);
    if (!isOnWayDown(run)) return notOnWayDown(what, run);
    if (run.state === 'unknown') return inDoubt(what, run);
    const given = reasonFor(what, reason);
    if ('code' in given) return given;
    const { said } = given;
    return {
      run: { wayDownStopped: run.wayDownStopped ?? { by, reason: said } },
      kind: 'run.way-down-stop-requested',
      data: { reason: said },
    };
  });
}

function notOnWayDown(what: string, run: Run): Refusal {
  return {
    code: 'run.not-on-its-way-down',
    what,
    why: 'it has not begun.',
    next: `Look at ${cardOf(run)}; Cancel stops what it does now.`,
  };
}
