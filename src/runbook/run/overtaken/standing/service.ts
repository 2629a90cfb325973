import type { Refusal } from '../../../../errors.ts';
import type { Reader } from '../../../../store/database.ts';
import type { Action } from '../../../definition/construct/action.ts';
import type { Registry } from '../../../definition/registry.ts';
import type { Runbook } from '../../../definition/runbook.ts';
import { type GivingWayKeys, givingWayOf, sameIn } from '../../../plan/giving-way.ts';
import type { Plan, PlannedTakingBack, StandingEmergency } from '../../../plan/plan.ts';
import { type Undoers, undoersFor, undoersOf, undoingOf } from '../../../plan/undoing.ts';
import { findForged } from '../../seal.ts';
import { readRun } from '../../store.ts';
import type { Begun } from '../begun.ts';
import { isOfAnother } from '../overtaken.ts';
import { underWayOf } from '../service/open.ts';
import { begunBehind } from '../store.ts';
import { takersOf } from './service/takers.ts';
import { areSame, listedOf, type Standing, standingChanged, takingBackOf } from './standing.ts';

export interface StandingDeps {
  readonly environment: string;
  /** What people are called on cards. */
  nameOf(principal: string): string;
}

/** What is to take back an emergency: of what it is, where that is known by now. */
type Asked = GivingWayKeys & Pick<Plan, 'params'>;

/**
 * Which emergencies an action would take back if it ran now: those that have begun behind the last thing that took them back, by the
 * order of the log. Nothing is asked where it takes none back.
 * @param asked its plan. Absent: nobody has said yet what it is for, and those of each thing count
 * @returns undefined where none stands
 */
export async function standingNow(
  reader: Reader,
  { environment, nameOf }: StandingDeps,
  runbook: Runbook,
  action: Action,
  asked?: Asked,
): Promise<PlannedTakingBack | undefined> {
  const undoers = undoersOf(runbook, action);
  if (undoers.length === 0) return undefined;
  const left = await leftOf(reader, environment, undoers, asked);
  const keys = asked === undefined ? undoingOf(runbook, action) : {};
  const standing = newestOfEach(left, (emergency) => sameIn(keys, emergency));
  const listed = await Promise.all(listedOf(standing).map((one) => asVouched(reader, one)));
  return takingBackOf(listed, standing, nameOf);
}

/** The runs of emergencies that nothing has taken back, the newest first. */
async function leftOf(
  reader: Reader,
  environment: string,
  undoers: readonly Undoers[],
  asked?: Asked,
): Promise<readonly Begun[]> {
  const takers = await takersOf(reader, undoers, environment);
  const behind = new Map(undoers.map(({ emergency }) => [emergency, takers.floorOf(emergency)]));
  const left: Begun[] = [];
  for (const one of await begunBehind(reader, behind, environment)) {
    const isMeant = asked === undefined || !isOfAnother(asked, one);
    if (isMeant && !(await takers.tookBack(one))) left.push(one);
  }
  return left;
}

/**
 * Which emergencies of some systems stand now, or are under way, the newest of each: people are told them beside anything else. Nothing is
 * asked where there are none.
 */
export async function emergenciesIn(
  reader: Reader,
  { environment, nameOf }: StandingDeps,
  runbooks: readonly Runbook[],
): Promise<readonly StandingEmergency[]> {
  const found: StandingEmergency[] = [];
  for (const undoers of runbooks.map(undoersIn).filter((some) => some.length > 0)) {
    const left = await openOf(reader, environment, undoers);
    const standing = newestOfEach(left, () => []);
    const listed = await Promise.all(listedOf(standing).map((one) => asVouched(reader, one)));
    found.push(...(takingBackOf(listed, standing, nameOf)?.emergencies ?? []));
  }
  return found;
}

/** Each emergency of a system with what takes it back. */
export function undoersIn(runbook: Runbook): readonly Undoers[] {
  return Object.values(runbook.actions)
    .filter(({ breakGlass, reduces }) => breakGlass !== undefined && reduces === 'risk')
    .map((one) => undoersFor(runbook, one));
}

/** What nothing takes back stands as long as it is under way. */
async function openOf(
  reader: Reader,
  environment: string,
  undoers: readonly Undoers[],
): Promise<readonly Begun[]> {
  const takenBack = undoers.filter(({ itself }) => itself.length > 0);
  const others = undoers.filter(({ itself }) => itself.length === 0).map(({ emergency }) => emergency);
  return [
    ...(takenBack.length === 0 ? [] : await leftOf(reader, environment, takenBack)),
    ...(await underWayOf(reader, others, environment)),
  ];
}

/** @param left the newest first */
function newestOfEach(
  left: readonly Begun[],
  same: (emergency: string) => readonly string[],
): readonly Standing[] {
  return [...Map.groupBy(left, ({ action }) => action).values()].flatMap((all) => {
    const [newest] = all;
    return newest === undefined ? [] : [{ ...newest, count: all.length, same: same(newest.action) }];
  });
}

/** A run that goes on may be written between its row and its log; what somebody altered stays so. */
const LOOKS = 3;

/** How far it came is only said of what Keyturn wrote. */
async function asVouched(reader: Reader, standing: Standing): Promise<Standing> {
  for (let look = 0; look < LOOKS && !standing.altered; look += 1)
    if (await isVouchedFor(reader, standing.run)) return standing;
  return { ...standing, altered: true };
}

async function isVouchedFor(reader: Reader, id: string): Promise<boolean> {
  const run = await readRun(reader, id);
  return run !== undefined && (await findForged(reader, run)) === undefined;
}

/** Why something is not asked for as it was planned: other emergencies stand by now that it would take back. */
export async function refuseOtherStanding(
  reader: Reader,
  deps: StandingDeps & { readonly registry: Pick<Registry, 'action'> },
  plan: GivingWayKeys & Pick<Plan, 'action' | 'title' | 'params' | 'takesBack'>,
): Promise<Refusal | undefined> {
  if (givingWayOf(plan).to.length === 0) return undefined;
  const found = deps.registry.action(plan.action);
  const now = found && (await standingNow(reader, deps, found.runbook, found.action, plan));
  return areSame(now, plan.takesBack) ? undefined : standingChanged(plan);
}
