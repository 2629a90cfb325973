import type { Refusal } from '../../../../errors.ts';
import type { Reader, Tx } from '../../../../store/database.ts';
import type { Action } from '../../../definition/construct/action.ts';
import type { Registry } from '../../../definition/registry.ts';
import type { Runbook } from '../../../definition/runbook.ts';
import type { Plan, PlannedTakingBack } from '../../../plan/plan.ts';
import { type Undoers, undoersOf } from '../../../plan/undoing.ts';
import type { Run } from '../../run.ts';
import { findForgedEnd } from '../../seal.ts';
import { readRun } from '../../store.ts';
import { didWithin } from '../../within.ts';
import { lastBegunBehind, lastSucceeded, type Succeeded, serializeUndoing } from '../store.ts';
import { areSame, standingChanged, takingBackOf } from './standing.ts';

export interface StandingDeps {
  readonly environment: string;
  /** What people are called on cards. */
  nameOf(principal: string): string;
}

/**
 * Which emergencies an action would take back if it ran now: those that have begun behind the last thing that took them back, by the
 * order of the log. Nothing is asked where it takes none back. @returns undefined where none stands
 */
export async function standingNow(
  reader: Reader,
  { environment, nameOf }: StandingDeps,
  runbook: Runbook,
  action: Action,
): Promise<PlannedTakingBack | undefined> {
  const undoers = undoersOf(runbook, action);
  if (undoers.length === 0) return undefined;
  const behind = await lastTakenBack(reader, undoers, environment);
  return takingBackOf(await lastBegunBehind(reader, behind, environment), nameOf);
}

/** No entry of the log stands before it. */
const BEGINNING = '0';

/** Where in the log the last run began that took each emergency back, and succeeded. */
async function lastTakenBack(
  reader: Reader,
  undoers: readonly Undoers[],
  environment: string,
): Promise<ReadonlyMap<string, string>> {
  const actions = [...new Set(undoers.flatMap(({ all }) => all))];
  const succeeded = await lastSucceeded(reader, actions, environment);
  const runs = new Map<string, Run | undefined>();
  const vouched = async ({ run }: Succeeded): Promise<Run | undefined> => {
    if (!runs.has(run)) runs.set(run, await vouchedRun(reader, run));
    return runs.get(run);
  };
  const places = new Map<string, string>();
  for (const { emergency, itself, all } of undoers) {
    places.set(emergency, BEGINNING);
    for (const one of succeeded) {
      const run = all.includes(one.action) ? await vouched(one) : undefined;
      if (run === undefined || !didTakeBack(run, itself, environment)) continue;
      places.set(emergency, one.place);
      break;
    }
  }
  return places;
}

/** What Keyturn did not write hides no emergency. */
async function vouchedRun(reader: Reader, id: string): Promise<Run | undefined> {
  const run = await readRun(reader, id);
  return run !== undefined && (await findForgedEnd(reader, run)) === undefined ? run : undefined;
}

/** By its plan, which is vouched for. What includes something that takes back has not done so where it left that out. */
function didTakeBack(run: Run, itself: readonly string[], environment: string): boolean {
  const { plan } = run;
  if (plan.mode !== 'execute' || plan.environment !== environment) return false;
  return itself.some((one) => one === plan.action || didWithin(run, one) === true);
}

/**
 * Why something is not asked for as it was planned: other emergencies stand by now that it would take back. Until the transaction ends
 * none begins: one that does so later stands behind what was asked for, which gives way to it.
 */
export async function refuseOtherStanding(
  tx: Tx,
  deps: StandingDeps & { readonly registry: Pick<Registry, 'action'> },
  plan: Pick<Plan, 'action' | 'title' | 'undoes' | 'takesBack'>,
): Promise<Refusal | undefined> {
  if (plan.undoes === undefined) return undefined;
  await serializeUndoing(tx, plan.undoes);
  const found = deps.registry.action(plan.action);
  const now = found && (await standingNow(tx, deps, found.runbook, found.action));
  return areSame(now, plan.takesBack) ? undefined : standingChanged(plan);
}
