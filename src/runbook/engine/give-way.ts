import type { TimerHandler } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import { askAgain } from '../run/overtaken/gave-way.ts';
import { mayGiveWay, overtakerInWords } from '../run/overtaken/overtaken.ts';
import { type OvertakenDeps, overtakerNow } from '../run/overtaken/service.ts';
import { isEnded, isTaken, RUN } from '../run/run.ts';
import { findForged } from '../run/seal.ts';
import { holdRun } from '../run/store.ts';
import type { TurnDeps } from './assignment.ts';
import { type Draft, draftOf } from './draft.ts';

/**
 * Stops a run that would undo what has begun since it was asked for, before it does anything more; its way down follows as after a
 * cancel.
 * @returns whether it gave way now
 */
export async function giveWay(tx: Tx, deps: OvertakenDeps, draft: Draft): Promise<boolean> {
  const { run } = draft;
  const overtaker = mayGiveWay(run) ? await overtakerNow(tx, deps, run) : undefined;
  if (overtaker === undefined) return false;
  const why = overtakerInWords(overtaker);
  draft.set({ overtaken: { run: overtaker.run, why } });
  draft.say('run.overtaken', { by: overtaker.run, why: `${why}. ${askAgain(overtaker)}` });
  return true;
}

/** Stops what a run does now, where it gives way; one that has not begun finds that out itself. */
export function overtakenTimer(deps: Pick<TurnDeps, 'jobs' | 'people'>): TimerHandler {
  return async (tx, subject) => {
    const id = RUN.idIn(subject) ?? subject;
    const held = await holdRun(tx, id);
    if (held === undefined || isEnded(held.run)) return;
    const { run, now } = held;
    // What Keyturn did not write is not written anew: the next turn stops it.
    if (run.startedAt !== null && (await findForged(tx, run)) === undefined) {
      const draft = draftOf(run, now);
      if (await giveWay(tx, deps, draft)) {
        // A worker that holds the lease hears of it through the wake-up; the end of its lease must stay as it is.
        if (!isTaken(run, now)) draft.set({ dueAt: now });
        await draft.save(tx, deps.jobs);
      }
    }
    await deps.jobs.wake(tx, 'run', id, 'everybody');
  };
}
