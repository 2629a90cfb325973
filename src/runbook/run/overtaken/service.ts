import { isOpenState, REQUEST } from '../../../approval/request.ts';
import type { Approvals } from '../../../approval/service.ts';
import type { Refusal } from '../../../errors.ts';
import type { Jobs, TimerHandler } from '../../../jobs/port.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { planDigest } from '../../plan/digest.ts';
import type { Plan } from '../../plan/plan.ts';
import { newestEnd } from '../precondition/newest-end/service.ts';
import { RUN, type Run } from '../run.ts';
import { listRuns, readRun } from '../store.ts';
import { askAgain } from './gave-way.ts';
import { isOfAnother, type Overtaker, overtakerInWords, refusalOf } from './overtaken.ts';
import { beginningOf, begunBehind, type Place, serializeUndoing, startOf } from './store.ts';

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
  const { undoes } = run.plan;
  if (undoes === undefined) return undefined;
  await serializeUndoing(tx, [...undoes, ...(run.plan.undoneBy === undefined ? [] : [run.plan.action])]);
  return overtakerOf(tx, deps, run);
}

/** Why a run that was asked for before an emergency is not started after it. */
export async function refuseOvertaken(tx: Tx, deps: OvertakenDeps, run: Asked): Promise<Refusal | undefined> {
  const overtaker = await overtakerNow(tx, deps, run);
  return overtaker && refusalOf(run.plan, overtaker);
}

/** Before the log has a chain nobody has asked: without it, whatever began counts. */
const NEVER: Place = { id: '0', at: new Date(0) };

async function overtakerOf(
  reader: Reader,
  { people }: OvertakenDeps,
  { id, plan, requestId }: Asked,
): Promise<Overtaker | undefined> {
  const asked = requestId === null ? RUN.subject(id) : REQUEST.subject(requestId);
  const since = (await beginningOf(reader, asked)) ?? NEVER;
  const run = (await shownBehind(reader, plan, since, id)) ?? (await toldBehind(reader, plan, since, id));
  const start = run === undefined ? undefined : await startOf(reader, RUN.subject(run));
  if (run === undefined || start === undefined) return undefined;
  const names = await people.named(reader, [start.by]);
  return { run, title: start.title, by: names.get(start.by)?.name ?? start.by, at: start.at };
}

/** One that began behind a place, by the rows of the runs. */
async function shownBehind(
  reader: Reader,
  plan: Plan,
  since: Place,
  except: string,
): Promise<string | undefined> {
  const { undoes = [], undoesSame, environment } = plan;
  const begun = await begunBehind(reader, undoes, environment, since, except);
  if (undoesSame === undefined) return begun[0];
  for (const id of begun) {
    const run = await readRun(reader, id);
    if (run === undefined || !isOfAnother(plan, run.plan)) return id;
  }
  return undefined;
}

/** One that has ended and began behind a place, by the log alone: whoever alters rows of runs must not hide an emergency. */
async function toldBehind(
  reader: Reader,
  plan: Plan,
  since: Place,
  except: string,
): Promise<string | undefined> {
  for (const action of plan.undoes ?? []) {
    const told = await newestEnd(
      ...([reader, plan, action, since.at] as const),
      ({ id, begun }) => begun && id !== except,
      async ({ end, run }) => {
        // Of which thing it was is only told by a plan that is the one which was queued.
        if (run !== undefined && planDigest(run.plan) === end.plan && isOfAnother(plan, run.plan))
          return false;
        const start = await startOf(reader, RUN.subject(end.id));
        return start !== undefined && BigInt(start.id) > BigInt(since.id);
      },
    );
    if (told !== undefined) return told.end.id;
  }
  return undefined;
}

/** To be called where a run begins: what gives way to it does so from here on, and hears of it at once. */
export async function overtakeOthers(
  tx: Tx,
  { jobs }: { readonly jobs: Pick<Jobs, 'setTimer'> },
  { id, plan }: Pick<Run, 'id' | 'plan'>,
  now: Date,
): Promise<void> {
  if (plan.undoneBy === undefined) return;
  // What gives way itself has taken its locks before, all of them at once.
  if (plan.undoes === undefined) await serializeUndoing(tx, [plan.action]);
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
    const undoneBy = emergency?.plan.undoneBy ?? [];
    if (undoneBy.length === 0) return;
    // Before any request is held: the timer of another run may be firing, in a transaction that waits for one of them.
    for (const action of undoneBy)
      for (const { id } of await listRuns(tx, { live: true, action, limit: MOST }))
        await jobs.setTimer(tx, OVERTAKEN, RUN.subject(id), now);
    const requests = await approvals.list(tx, { live: true, limit: MOST });
    const open = requests.filter((one) => isOpenState(one.state) && undoneBy.includes(one.subject.id));
    // Always in one order, so that two emergencies do not wait for each other.
    for (const { id, document } of open.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const { plan } = document as unknown as { readonly plan: Plan };
      const overtaker = await overtakerOf(tx, { people }, { id: '', plan, requestId: id });
      if (overtaker === undefined) continue;
      await approvals.invalidate(tx, id, `${overtakerInWords(overtaker)}. ${askAgain(overtaker)}`);
    }
  };
}
