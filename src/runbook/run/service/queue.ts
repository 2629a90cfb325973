import { record } from '../../../audit/service.ts';
import { knowTip } from '../../../audit/store.ts';
import { OpsError } from '../../../errors.ts';
import type { Jobs } from '../../../jobs/port.ts';
import type { Tx } from '../../../store/database.ts';
import { together } from '../../../store/together.ts';
import { planDigest } from '../../plan/digest.ts';
import { RUN, type Run } from '../run.ts';
import { sealOf } from '../seal.ts';
import { newStepRun } from '../step-run.ts';
import { insertRun, runOfRequest } from '../store.ts';

export type NewRun = Pick<Run, 'id' | 'plan' | 'requestId' | 'requester' | 'place' | 'reason'>;

/**
 * Queues a run and wakes a worker. A request that has a run already keeps it: its run is woken again.
 * @returns the id of the run. @throws OpsError when a run of this id was queued before without the request.
 */
export async function queueRun(tx: Tx, jobs: Jobs, given: NewRun, now: Date): Promise<string> {
  const run = queued(given, now);
  const inserted = await insertRun(tx, run);
  const id = inserted ? given.id : await runOfRequest(tx, given.requestId ?? '');
  if (id === undefined) throw startedBefore(given.id);
  if (!inserted) {
    await jobs.wake(tx, 'run', id);
    return id;
  }
  const chain = RUN.subject(id);
  knowTip(tx, chain, null);
  const { plan, requestId, requester, reason } = given;
  await together([
    record(tx, {
      chain,
      kind: 'run.queued',
      actor: `principal/${requester}`,
      at: now,
      data: {
        action: plan.action,
        // What people know it by.
        title: plan.title,
        mode: plan.mode,
        // Whether it counts as a change is told by the log alone.
        risk: plan.risk,
        request: requestId,
        reason,
        plan: planDigest(plan),
        sealed: sealOf(run),
      },
    }),
    jobs.emit(tx, { kind: 'run.changed', subject: chain, at: now, data: { state: 'queued' } }),
    jobs.wake(tx, 'run', id),
  ]);
  return id;
}

/** Its plan says what its run is called, and there is one: what was shown once starts once. */
function startedBefore(id: string): OpsError {
  return new OpsError({
    code: 'run.started-before',
    what: 'Nothing was started.',
    why: `What you were shown was started before, as ${id}.`,
    next: `Look at it with /ops audit show of:${id}. To do it again, give the command again.`,
  });
}

function queued(given: NewRun, now: Date): Run {
  return {
    ...given,
    state: 'queued',
    outcome: null,
    note: null,
    offers: null,
    queuedAt: now,
    startedAt: null,
    finishedAt: null,
    cancel: null,
    wayDownStopped: null,
    lease: null,
    epoch: 0,
    dueAt: now,
    steps: given.plan.steps.map((_, position) => newStepRun(position)),
  };
}
