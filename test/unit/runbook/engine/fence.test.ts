import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/clock.ts';
import type { Assignment } from '../../../../src/runbook/engine/assignment.ts';
import { fenceOff } from '../../../../src/runbook/engine/left-behind.ts';
import { insertOutput } from '../../../../src/runbook/engine/output/store.ts';
import { turn } from '../../../../src/runbook/engine/turn.ts';
import type { Report } from '../../../../src/runbook/run/conclude.ts';
import { extendLease } from '../../../../src/runbook/run/store.ts';
import type { Tx } from '../../../../src/store/database.ts';
import { LEASE_MS, openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const WORKER = { leaseMs: LEASE_MS, clock: systemClock };
const TABLES = ['run', 'step_run', 'run_output', 'run_lock', 'approval_request', 'audit_entry'];

/** All that a worker can write, in the database and as events, timers and wake-ups. */
async function everything(): Promise<string> {
  const tables = await rig.db.read((reader) =>
    Promise.all(TABLES.map((table) => reader.orm.execute(sql.raw(`select * from ${table} order by 1, 2`)))),
  );
  const { events, woken, timers } = rig.jobs;
  return JSON.stringify([tables, events, woken, [...timers]]);
}

/** The worker's next turn on a run that it has nothing to report of. */
async function take(run: string, workerId: string): Promise<Assignment> {
  const deps = { jobs: rig.jobs, approvals: rig.approvals, people: rig.people, workerId, ...WORKER };
  const fenced = await rig.db.transact((tx) => fenceOff(tx, deps, run));
  const left = fenced && { lease: fenced.lease, stillRunning: new Map() };
  const assignment = await rig.db.transact((tx) => turn(tx, deps, run, undefined, true, left && { left }));
  if (assignment === undefined) throw new Error('the run is not to be had');
  return assignment;
}

function reports(report: Report) {
  return async (tx: Tx, { lease, run, step }: Assignment) => {
    const { jobs, approvals, people } = rig;
    const deps = { jobs, approvals, people, workerId: lease.owner, ...WORKER };
    const inside = [{ effect: 'chat.post', input: { channel: 'ops', text: 'It is done.' } }];
    await turn(tx, deps, run.id, { lease, step, report, inside }, true);
  };
}

const success = { status: 'succeeded', result: { by: 'worker' } } as const;
const failure = { status: 'failed', reason: 'it is broken', next: 'Mend it.' } as const;

/** Every write of a worker that holds a lease. */
const WRITES: readonly [string, (tx: Tx, held: Assignment) => Promise<unknown>][] = [
  ['reports success', reports({ kind: 'outcome', outcome: success })],
  ['reports a failure', reports({ kind: 'outcome', outcome: failure })],
  ['reports doubt', reports({ kind: 'doubt', reason: 'it took too long', stillRunning: null })],
  ['reports that it was cancelled', reports({ kind: 'cancelled', stillRunning: null })],
  ['hands the run back', reports({ kind: 'interrupted', stillRunning: null })],
  ['extends its lease', (tx, { run, lease }) => extendLease(tx, run.id, lease, new Date('2100-01-01'))],
  [
    'stores output',
    async (tx, { run, step, lease }) => {
      const at = { runId: run.id, position: step.position, attempt: step.attempt, now: await tx.now() };
      return insertOutput(tx, at, lease, [{ stream: 'out', text: 'printed' }]);
    },
  ],
];

/** How a worker loses the lease that it believes to have. */
const LOSSES: readonly [string, (run: string) => Promise<unknown>][] = [
  ['another worker has taken the run', (run) => take(run, 'other')],
  ['the same process has taken the run again', (run) => take(run, 'worker')],
  ['another worker has ended the run', (run) => rig.worker('other').work(run)],
];

let held: Assignment;
let runs = 0;
beforeEach(async () => {
  runs += 1;
  const steps = [fakeStep('first', { effect: 'idempotent' }), fakeStep('second')];
  const { run } = await rig.approved(planWith(steps, { policy: ONE_SRE, lock: `fence/${runs}` }));
  held = await take(run, 'worker');
});

describe.each(WRITES)('5.8 a worker that %s', (_what, write) => {
  it('changes something while it holds the lease', async () => {
    const before = await everything();
    await rig.db.transact((tx) => write(tx, held));
    expect(await everything()).not.toBe(before);
  });

  it.each(LOSSES)('changes nothing when %s', async (_how, lose) => {
    rig.clock.advance(LEASE_MS + 1);
    await lose(held.run.id);
    const before = await everything();
    await rig.db.transact((tx) => write(tx, held));
    expect(await everything()).toBe(before);
  });
});

describe('5.8 a worker that looks for work', () => {
  it('changes nothing while another one holds the lease', async () => {
    const before = await everything();
    await expect(take(held.run.id, 'other')).rejects.toThrow('not to be had');
    expect(await everything()).toBe(before);
  });
});
