import type { Reader } from '../../../../../store/database.ts';
import { sameIn } from '../../../../plan/giving-way.ts';
import type { Plan } from '../../../../plan/plan.ts';
import type { Undoers } from '../../../../plan/undoing.ts';
import type { Run } from '../../../run.ts';
import { findForgedEnd } from '../../../seal.ts';
import { readRun } from '../../../store.ts';
import { didWithin } from '../../../within.ts';
import type { Begun } from '../../begun.ts';
import { isOfAnother } from '../../overtaken.ts';
import { BEGINNING, lastSucceeded } from '../../store.ts';

/** What took emergencies back, as far as it is vouched for. */
export interface Takers {
  /** Where in the log it began behind which alone runs of an emergency can stand. */
  floorOf(emergency: string): string;
  /** Whether something that began behind the floor took a run back: one of the same thing, where it names its thing. */
  tookBack(begun: Begun): Promise<boolean>;
}

interface Taker {
  readonly run: Run;
  readonly place: string;
}

export async function takersOf(
  reader: Reader,
  undoers: readonly Undoers[],
  environment: string,
): Promise<Takers> {
  const actions = [...new Set(undoers.flatMap(({ all }) => all))];
  const succeeded = await lastSucceeded(reader, actions, environment);
  const vouched = vouchingFor(reader);
  async function newest(
    { itself, all }: Undoers,
    behind: string,
    fits: (plan: Plan) => boolean = () => true,
  ): Promise<Taker | undefined> {
    for (const { run: id, action, place } of succeeded) {
      if (BigInt(place) <= BigInt(behind)) return undefined;
      const run = all.includes(action) ? await vouched(id) : undefined;
      if (run !== undefined && didTakeBack(run, itself, environment) && fits(run.plan)) return { run, place };
    }
    return undefined;
  }
  const floors = new Map<string, string>();
  const ofOneThing = new Map<string, Undoers>();
  for (const undoer of undoers) {
    const { emergency } = undoer;
    const last = await newest(undoer, BEGINNING);
    const isOfOne = last !== undefined && sameIn(last.run.plan, emergency).length > 0;
    if (isOfOne) ofOneThing.set(emergency, undoer);
    floors.set(emergency, last === undefined || isOfOne ? BEGINNING : last.place);
  }
  return {
    floorOf: (emergency) => floors.get(emergency) ?? BEGINNING,
    async tookBack(begun) {
      const undoer = ofOneThing.get(begun.action);
      if (undoer === undefined) return false;
      return (await newest(undoer, begun.id, (plan) => isOfTheSame(plan, begun))) !== undefined;
    },
  };
}

/** Where nobody vouches for what an emergency stopped, what takes one thing back leaves it. */
function isOfTheSame(plan: Plan, begun: Begun): boolean {
  if (begun.params === undefined) return sameIn(plan, begun.action).length === 0;
  return !isOfAnother(plan, begun);
}

/** What Keyturn did not write hides no emergency. Each run is looked at once. */
function vouchingFor(reader: Reader): (id: string) => Promise<Run | undefined> {
  const runs = new Map<string, Run | undefined>();
  return async (id) => {
    if (!runs.has(id)) runs.set(id, await vouchedRun(reader, id));
    return runs.get(id);
  };
}

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
