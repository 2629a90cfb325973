import { canonicalJson } from '../../../canonical.ts';
import type { Jobs, TimerHandler } from '../../../jobs/port.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import type { Plan } from '../../plan/plan.ts';
import { begunSince } from '../precondition/store.ts';
import { RUN, type Run } from '../run.ts';
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

/** Says that what was done still holds: whoever hears of it reminds people. */
export function takeBackTimer(jobs: Pick<Jobs, 'emit'>): TimerHandler {
  return async (tx, subject, now) => {
    const run = await readRun(tx, RUN.idIn(subject) ?? subject);
    if (run === undefined || !(await stillHolds(tx, run))) return;
    await jobs.emit(tx, { kind: TAKE_BACK, subject, at: now, data: {} });
  };
}

/** Whether neither what takes it back nor the action itself began again since, on the same values. */
async function stillHolds(reader: Reader, run: Run): Promise<boolean> {
  const { plan } = run;
  const later = [plan.action, ...(plan.revert === undefined ? [] : [plan.revert.action])];
  for (const action of later) if (await beganSince(reader, run, action)) return false;
  return true;
}

async function beganSince(reader: Reader, { id, plan, finishedAt }: Run, action: string): Promise<boolean> {
  for await (const other of begunSince(reader, action, plan.environment, finishedAt ?? new Date(0)))
    if (other !== id && agree(plan.params, (await readRun(reader, other))?.plan.params ?? {})) return true;
  return false;
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
