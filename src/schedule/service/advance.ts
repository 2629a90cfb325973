import { isEnded as isRunEnded, type Run, type RunState } from '../../runbook/run/run.ts';
import { severityOf } from '../../runbook/run/severity.ts';
import { readRun } from '../../runbook/run/store.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { moveOf } from '../move.ts';
import { isEnded, type Occurrence } from '../occurrence.ts';
import { dayOf, unfinished } from '../only-after.ts';
import type { Schedule } from '../schedule.ts';
import { holdOccurrence, occurrencesIn, saveOccurrence, startedNow } from '../store.ts';
import { type BeginDeps, begin } from './begin.ts';
import { type End, endOccurrence, missOccurrence } from './end.ts';

/** Does what comes next for an occurrence that has not ended. What may take a while goes on in the background. */
export async function advance(
  deps: BeginDeps,
  occurrence: Occurrence,
  mates: readonly Occurrence[],
  schedules: ReadonlyMap<string, Schedule>,
  now: Date,
): Promise<void> {
  const { db, background } = deps;
  const waitsFor =
    occurrence.state === 'due'
      ? await db.read((reader) => firstOf(reader, occurrence, schedules, now))
      : undefined;
  const move = moveOf(occurrence, { now, mates, waitsFor });
  switch (move.kind) {
    case 'start':
    case 'look':
      return background.begin(`schedule ${occurrence.id}`, () => begin(deps, occurrence));
    case 'wait':
      if (occurrence.note === move.note) return;
      return db.transact((tx) => saveOccurrence(tx, occurrence.id, { note: move.note }));
    case 'skip':
      return held(deps, occurrence, (tx, one) =>
        endOccurrence(tx, deps, one, { state: 'skipped', note: move.note, gaveWay: true }, now),
      );
    case 'miss':
      return held(deps, occurrence, (tx, one) => missOccurrence(tx, deps, one, now));
    case 'none':
      return settle(deps, occurrence, now);
  }
}

/** As it is now, if nobody else has moved it. */
async function held(
  { db }: BeginDeps,
  { id, state, missedAt }: Occurrence,
  work: (tx: Tx, held: Occurrence) => Promise<void>,
): Promise<void> {
  await db.transact(async (tx) => {
    const one = await holdOccurrence(tx, id);
    if (one === undefined || one.state !== state || (one.missedAt === null) !== (missedAt === null)) return;
    await work(tx, one);
  });
}

/** What must be finished first on the same day, in a sentence. */
async function firstOf(
  reader: Reader,
  { schedule, dueAt }: Occurrence,
  schedules: ReadonlyMap<string, Schedule>,
  now: Date,
): Promise<string | undefined> {
  const own = schedules.get(schedule);
  const first = schedules.get(own?.onlyAfter ?? '');
  if (own === undefined || first === undefined) return undefined;
  const day = dayOf(dueAt, own.timezone);
  return unfinished(first, await occurrencesIn(reader, first.key, day.from, day.to), day, now);
}

/** Ends what was started when that has ended. */
async function settle(deps: BeginDeps, occurrence: Occurrence, now: Date): Promise<void> {
  if (occurrence.state !== 'open' || (occurrence.run ?? occurrence.request) === null) return;
  const end = await deps.db.read((reader) => endIn(reader, occurrence));
  if (end === undefined) return;
  await held(deps, occurrence, async (tx, one) => {
    if (!isEnded(one)) await endOccurrence(tx, deps, one, end, now);
  });
}

const NEVER_STARTED: ReadonlySet<string> = new Set([
  ...['denied', 'vetoed', 'expired', 'withdrawn', 'superseded', 'invalidated'],
]);

async function endIn(reader: Reader, occurrence: Occurrence): Promise<End | undefined> {
  const { run: id, runState, requestState } = await startedNow(reader, occurrence);
  const isLook = occurrence.what.starts.kind === 'watch';
  const bad = (note: string, run: string | null): End => ({
    ...{ state: 'failed', note, run },
    ...(isLook ? { missed: true } : {}),
  });
  if (id === null || runState === null)
    return NEVER_STARTED.has(requestState ?? '')
      ? bad(`Its request ${occurrence.request} was not carried out: it is ${requestState}.`, null)
      : undefined;
  if (!isRunEnded({ state: runState as RunState })) return undefined;
  if (runState !== 'succeeded') return bad(`The run ${id} ended: ${runState}.`, id);
  const run = await readRun(reader, id);
  const came = run && badlyEnded(run);
  return came === undefined ? { state: 'done', run: id } : bad(`The run ${id} came to "${came}".`, id);
}

/** What a run succeeded in that asks for attention. */
function badlyEnded(run: Run): string | undefined {
  const severity = severityOf(run);
  return severity === 'warning' || severity === 'danger' ? (run.outcome ?? severity) : undefined;
}
