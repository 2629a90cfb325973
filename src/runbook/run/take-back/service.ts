import { canonicalJson } from '../../../canonical.ts';
import type { Jobs, TimerHandler } from '../../../jobs/port.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import type { Plan } from '../../plan/plan.ts';
import { begunSince } from '../precondition/store.ts';
import { isEnded, RUN, type Run } from '../run.ts';
import { readRun } from '../store.ts';

/** The timer, and the event, of what was done a while ago and was not taken back. */
export const TAKE_BACK = 'run.take-back';

/** Lets people be reminded of what was done, where its author wants that. */
export async function remindLater(
  tx: Tx,
  jobs: Pick<Jobs, 'setTimer'>,
  { id, plan }: Pick<Run, 'id' | 'plan'>,
  now: Date,
): Promise<void> {
  const remindMs = plan.revert?.remindMs;
  if (remindMs === undefined) return;
  await jobs.setTimer(tx, TAKE_BACK, RUN.subject(id), new Date(now.getTime() + remindMs));
}

/** While something is under way that may take it back, people are reminded of nothing; it may fail, and is asked about again. */
const ASK_AGAIN_MS = 60 * 60_000;

/** Says that what was done still holds, or may: whoever hears of it reminds people. */
export function takeBackTimer(jobs: Pick<Jobs, 'emit' | 'setTimer'>): TimerHandler {
  return async (tx, subject, now) => {
    const run = await readRun(tx, RUN.idIn(subject) ?? subject);
    if (run === undefined) return;
    const later = await runsSince(tx, run);
    if (later.some(({ state }) => state === 'succeeded')) return;
    if (later.some((other) => !isEnded(other)))
      return jobs.setTimer(tx, TAKE_BACK, subject, new Date(now.getTime() + ASK_AGAIN_MS));
    const [tried] = later;
    const data = tried === undefined ? {} : { tried: tried.id };
    await jobs.emit(tx, { kind: TAKE_BACK, subject, at: now, data });
  };
}

/** Runs of what takes it back, and of the action itself, that began since on the same values. */
async function runsSince(reader: Reader, run: Run): Promise<readonly Run[]> {
  const { id, plan, finishedAt } = run;
  const found: Run[] = [];
  for (const action of [plan.action, ...(plan.revert === undefined ? [] : [plan.revert.action])])
    for await (const other of begunSince(reader, action, plan.environment, finishedAt ?? new Date(0))) {
      const later = other === id ? undefined : await readRun(reader, other);
      if (later !== undefined && agree(plan.params, later.plan.params)) found.push(later);
    }
  return found;
}

/**
 * Whether two plans have the same value wherever both have one: of another thing nothing was taken back. Where both have values and
 * none by the same name nobody can tell, and people are reminded.
 */
function agree(one: Plan['params'], other: Plan['params']): boolean {
  const shared = Object.entries(one).filter(([name]) => Object.hasOwn(other, name));
  if (shared.length === 0) return Object.keys(one).length === 0 || Object.keys(other).length === 0;
  return shared.every(([name, value]) => canonicalJson(value) === canonicalJson(other[name] ?? null));
}
