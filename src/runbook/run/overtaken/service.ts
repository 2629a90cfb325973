import { isOpenState, REQUEST } from '../../../approval/request.ts';
import type { Approvals } from '../../../approval/service.ts';
import type { Refusal } from '../../../errors.ts';
import type { Jobs, TimerHandler } from '../../../jobs/port.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { givingWayOf } from '../../plan/giving-way.ts';
import type { Plan } from '../../plan/plan.ts';
import { RUN, type Run } from '../run.ts';
import { listRuns, readRun } from '../store.ts';
import { askedForIn } from './begun.ts';
import { askAgain } from './gave-way.ts';
import { isOfAnother, type Overtaker, overtakerInWords, refusalOf } from './overtaken.ts';
import { BEGINNING, beginningOf, begunBehind, serializeUndoing } from './store.ts';

export interface OvertakenDeps {
  readonly people: {
    /** What people are called on cards. */
    named(
      reader: Reader,
      principals: readonly string[],
    ): Promise<ReadonlyMap<string, { readonly name: string }>>;
  };
}

type Asked = Pick<Run, 'id' | 'plan' | 'requestId'>;

/** An emergency has begun: what was asked for before, and would undo it, is ended. */
export const OVERTAKES = 'run.overtakes';
/** A run may have been overtaken: whoever hears of it looks, and stops it. */
export const OVERTAKEN = 'run.may-be-overtaken';

/**
 * What has begun since a run was asked for, and would be undone by it. Until the transaction ends nothing of the kind begins:
 * what begins later finds all that this transaction has written.
 */
export async function overtakerNow(tx: Tx, deps: OvertakenDeps, run: Asked): Promise<Overtaker | undefined> {
  const { to, by } = givingWayOf(run.plan);
  if (to.length === 0) return undefined;
  await serializeUndoing(tx, [...to, ...(by.length === 0 ? [] : [run.plan.action])]);
  return overtakerOf(tx, deps, run);
}

/** Why a run that was asked for before an emergency is not started after it. */
export async function refuseOvertaken(tx: Tx, deps: OvertakenDeps, run: Asked): Promise<Refusal | undefined> {
  const overtaker = await overtakerNow(tx, deps, run);
  return overtaker && refusalOf(run.plan, overtaker);
}

/** By the log: whoever alters rows of runs must not hide an emergency. */
async function overtakerOf(
  reader: Reader,
  { people }: OvertakenDeps,
  { id, plan, requestId }: Asked,
): Promise<Overtaker | undefined> {
  const asked = requestId === null ? RUN.subject(id) : REQUEST.subject(requestId);
  // Before the log has its chain nobody has asked: whatever began counts.
  const since = (await beginningOf(reader, asked)) ?? BEGINNING;
  const behind = new Map(givingWayOf(plan).to.map((action) => [action, since]));
  const begun = await begunBehind(reader, behind, plan.environment);
  const first = begun.findLast((one) => one.run !== id && !isOfAnother(plan, one));
  if (first === undefined) return undefined;
  const { title, by } = askedForIn(first);
  const names = await people.named(reader, [by]);
  return { run: first.run, title, by: names.get(by)?.name ?? by, at: first.at };
}

/** To be called where a run begins: what gives way to it does so from here on, and hears of it at once. */
export async function overtakeOthers(
  tx: Tx,
  { jobs }: { readonly jobs: Pick<Jobs, 'setTimer'> },
  { id, plan }: Pick<Run, 'id' | 'plan'>,
  now: Date,
): Promise<void> {
  const { to, by } = givingWayOf(plan);
  if (by.length === 0) return;
  // What gives way itself has taken its locks before, all of them at once.
  if (to.length === 0) await serializeUndoing(tx, [plan.action]);
  await jobs.setTimer(tx, OVERTAKES, RUN.subject(id), now);
}

/** More than these do not wait or go on at a time; one that is not heard of is refused when it is to start. */
const MOST = 500;

/** Ends the requests that nobody needs to vote on any more, and has runs looked at that go on. */
export function overtakesTimer({
  jobs,
  approvals,
  people,
}: OvertakenDeps & {
  readonly jobs: Pick<Jobs, 'setTimer'>;
  readonly approvals: Pick<Approvals, 'list' | 'invalidate'>;
}): TimerHandler {
  return async (tx, subject, now) => {
    const emergency = await readRun(tx, RUN.idIn(subject) ?? subject);
    const yielding = emergency === undefined ? [] : givingWayOf(emergency.plan).by;
    if (yielding.length === 0) return;
    // Before any request is held: the timer of another run may be firing, in a transaction that waits for one of them.
    for (const action of yielding)
      for (const { id } of await listRuns(tx, { live: true, action, limit: MOST }))
        await jobs.setTimer(tx, OVERTAKEN, RUN.subject(id), now);
    const requests = await approvals.list(tx, { live: true, limit: MOST });
    const open = requests.filter((one) => isOpenState(one.state) && yielding.includes(one.subject.id));
    // Always in one order, so that two emergencies do not wait for each other.
    for (const { id, document } of open.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const { plan } = document as unknown as { readonly plan: Plan };
      const overtaker = await overtakerOf(tx, { people }, { id: '', plan, requestId: id });
      if (overtaker === undefined) continue;
      await approvals.invalidate(tx, id, `${overtakerInWords(overtaker)}. ${askAgain(overtaker)}`);
    }
  };
}
