import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runCard } from '../../../../src/bot/cards/run-card.ts';
import { OpsError } from '../../../../src/errors.ts';
import { createFailures } from '../../../../src/runbook/engine/failures.ts';
import { noteOn } from '../../../../src/runbook/run/store.ts';
import { eventually } from '../../../support/eventually.ts';
import { openExecution, wokenRun } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

/** More than one sweep takes. */
const MANY = 60;

/** Queues runs that are due before every other one, each from a request about which nothing can be found out. */
async function spoilt(): Promise<readonly string[]> {
  const ids = await Promise.all(Array.from({ length: MANY }, () => rig.queue(planWith([fakeStep('x')]))));
  await alter(ids, "request_id = 'apr-' || id, due_at = due_at - interval '1 hour'");
  return ids;
}

async function alter(ids: readonly string[], what: string): Promise<void> {
  await rig.db.transact((tx) =>
    tx.orm.execute(sql`
      update run set ${sql.raw(what)}
      where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`),
  );
}

describe('runs on which work fails', () => {
  it.each([
    ['no retry can cure', new RangeError('Invalid time value')],
    ['a later retry may cure', new Error('it is away')],
  ])(
    'do not hold up the others when there are more of them than one look takes, for what %s',
    async (_what, error) => {
      const ids = await spoilt();
      const times = rig.counting('sound');
      const id = await rig.queue(planWith([fakeStep('sound')]));
      const evidence = () => Promise.reject(error);
      const worker = rig.worker(`sweeper-${error.name}`, { evidence });
      await eventually(async () => {
        await worker.sweep();
        expect(times()).toBe(1);
      });
      await eventually(async () => expect(await rig.view(id)).toMatchObject({ state: 'succeeded' }));
      await alter(ids, 'due_at = null');
    },
  );

  it('say so on their card, until they go on', async () => {
    const { run: id } = await rig.approved(planWith([fakeStep('waits')], { policy: ONE_SRE }));
    const broken = vi.fn(async () => {
      throw new RangeError('Invalid time value');
    });
    const worker = rig.worker('broken', { approvals: { ...rig.approvals, sealed: broken } });
    const card = async () => runCard(await rig.view(id), { name: (who) => who }).status;
    await worker.sweep();
    await eventually(async () => expect(await card()).toContain('does not go on'));
    expect(await card()).toContain('Invalid time value');
    for (let look = 0; look < 3; look += 1) await worker.sweep();
    expect(broken).toHaveBeenCalledTimes(1);
    await rig.engine.sweep();
    await eventually(async () => expect(await rig.view(id)).toMatchObject({ state: 'succeeded' }));
    expect(await card()).not.toContain('does not go on');
  });

  it('say so on their card from the third time on and for whoever watches the process, until they go on', async () => {
    const { run: id } = await rig.approved(planWith([fakeStep('tries')], { policy: ONE_SRE }));
    let failures = 5;
    const evidence = async () => {
      if (failures-- > 0) throw new TypeError('it is no function');
      return { reactions: new Set<string>() };
    };
    const worker = rig.worker('again', { evidence });
    const card = async () => runCard(await rig.view(id), { name: (who) => who }).status;
    for (let time = 1; time <= 5; time += 1) {
      await expect(worker.work(id)).rejects.toThrow('it is no function');
      if (time < 3) expect([await card(), worker.problems()]).toEqual(['About to start.', []]);
    }
    await eventually(async () =>
      expect(await card()).toContain('does not go on just now (it is no function)'),
    );
    expect(worker.problems()).toEqual([expect.stringContaining('1 run does not go on')]);
    await worker.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    expect(await card()).not.toContain('does not go on');
    expect(worker.problems()).toEqual([]);
  });

  it('rest also when it was a wake-up that failed', async () => {
    const { run: id } = await rig.approved(planWith([fakeStep('woken')], { policy: ONE_SRE }));
    const evidence = vi.fn(() => Promise.reject(new Error('it is away')));
    const worker = rig.worker('woken', { evidence });
    await expect(worker.work(id)).rejects.toThrow('it is away');
    for (let look = 0; look < 3; look += 1) await worker.sweep();
    expect(evidence).toHaveBeenCalledTimes(1);
    await rig.engine.work(id);
  });

  it('are told of in the words of a refusal where it is one, without what is secret', async () => {
    rig.secrets.set('token', 'hunter2hunter2');
    const { run: id } = await rig.approved(planWith([fakeStep('unproved')], { policy: ONE_SRE }));
    const refusal = {
      code: 'standing.unproved',
      what: 'A vote does not count.',
      why: 'Nobody can prove it with hunter2hunter2.',
      next: 'Vote once more.',
    };
    const evidence = () => Promise.reject(new Error('no evidence', { cause: new OpsError(refusal) }));
    const worker = rig.worker('unproved', { evidence });
    for (let time = 0; time < 3; time += 1) await worker.work(id).catch(() => {});
    await eventually(async () => expect((await rig.view(id)).note).toContain('A vote does not count.'));
    const { note } = await rig.view(id);
    expect(note).toContain('Nobody can prove it with [secret token]. Vote once more.');
    await rig.engine.work(id);
  });

  it('are no problem of a process any more when another one has gone on with them, also with what no retry can cure', async () => {
    const { run: id } = await rig.approved(planWith([fakeStep('elsewhere')], { policy: ONE_SRE }));
    const worker = rig.worker('stuck', {
      evidence: () => Promise.reject(new RangeError('Invalid time value')),
    });
    await expect(worker.work(id)).rejects.toThrow();
    expect(worker.problems()).toHaveLength(1);
    await worker.sweep();
    expect(worker.problems()).toHaveLength(1);
    await rig.engine.work(id);
    await worker.sweep();
    expect(worker.problems()).toEqual([]);
  });

  it('say nothing of it while another worker has them in hand', async () => {
    const { run: id } = await rig.approved(planWith([fakeStep('in hand')], { policy: ONE_SRE }));
    await alter([id], "lease_owner = 'another', due_at = due_at + interval '1 hour'");
    const note = (worker: string) => rig.db.transact((tx) => noteOn(tx, id, worker, 'It does not go on.'));
    expect([await note('one'), await note('another')]).toEqual([false, true]);
    await alter([id], 'lease_owner = null, due_at = null');
  });

  it('ask for the votes again once they work, and do not take what they said of the fault for an answer', async () => {
    rig.people.put('carl', 'sre');
    const request = await rig.request(planWith([fakeStep('voteless')], { policy: ONE_SRE }));
    await rig.approve(request, 'carl');
    const id = wokenRun(rig.jobs);
    rig.people.revoke('carl', 'sre');
    let away = true;
    const sealed: typeof rig.approvals.sealed = async (...args) => {
      if (away) throw new Error('it is away');
      return rig.approvals.sealed(...args);
    };
    const worker = rig.worker('voteless', { approvals: { ...rig.approvals, sealed } });
    await rig.engine.work(id);
    const turnedAway = (await rig.view(id)).note;
    for (let time = 0; time < 3; time += 1) await worker.work(id).catch(() => {});
    await eventually(async () => expect((await rig.view(id)).note).toContain('does not go on just now'));
    away = false;
    await worker.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'queued', note: turnedAway });
  });

  it('are left alone for longer and longer, and not at all when somebody asks for them', () => {
    let now = 0;
    const failures = createFailures(() => now);
    const rests: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      failures.add('run-1', false);
      const from = now;
      while (failures.resting().length > 0) now += 500;
      rests.push(now - from);
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map((seconds) => seconds * 1_000));
    failures.add('run-1', true);
    now = Number.MAX_SAFE_INTEGER;
    expect(failures.resting()).toEqual(['run-1']);
    failures.forget('run-1');
    expect(failures.resting()).toEqual([]);
  });
});
