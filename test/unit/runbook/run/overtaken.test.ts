import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

/** What takes back an emergency of that name. */
const resuming = (name: string, change: Partial<Plan> = {}): Plan =>
  planWith([fakeStep(`${name}-resume`, { effect: 'unsafe' })], {
    action: `test:${name}/resume`,
    title: 'Resume',
    undoes: [`test:${name}/pause`],
    policy: ONE_SRE,
    ...change,
  });
const pausing = (name: string): Plan =>
  planWith([fakeStep('paused')], {
    action: `test:${name}/pause`,
    title: 'Pause',
    undoneBy: [`test:${name}/resume`],
  });

/** Lets a timer fire that was set for a run. */
async function fires(kind: string, id: string): Promise<void> {
  expect(rig.jobs.timers.has(`${kind} run/${id}`)).toBe(true);
  await rig.db.transact(async (tx) => rig.engine.timers[kind]?.(tx, `run/${id}`, await tx.now()));
}

const requestOf = (id: string) => rig.db.read((reader) => rig.approvals.get(reader, id));

describe('what takes an emergency back', () => {
  it('is not started where that has begun since it was asked for, and says by whom and how to go on', async () => {
    const resumed = rig.counting('a-resume');
    const request = await rig.request(resuming('a'));
    const pause = await rig.carryOut(pausing('a'));
    await rig.approve(request);
    const run = (await rig.service.ofRequest(request)) ?? '';
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view).toMatchObject({
      state: 'refused',
      offers: [{ action: 'test:a/resume', title: 'Resume' }],
    });
    expect(view.note).toMatch(
      /"Pause" was begun by \S+ at .* UTC, after this was asked for, and this would undo it\./,
    );
    expect(view.note).toContain(`/ops audit show of:${pause.id}`);
    expect(resumed()).toBe(0);
    expect(await requestOf(request)).toMatchObject({ state: 'invalidated' });
  });

  it('is started where it was asked for after the last one had begun', async () => {
    const resumed = rig.counting('b-resume');
    await rig.carryOut(pausing('b'));
    const { run } = await rig.approved(resuming('b'));
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'succeeded' });
    expect(resumed()).toBe(1);
  });

  it('gives way to no run of another environment, and to no rehearsal', async () => {
    rig.counting('c-resume');
    const request = await rig.request(resuming('c'));
    await rig.carryOut({ ...pausing('c'), environment: 'elsewhere' });
    await rig.carryOut({ ...pausing('c'), mode: 'dry-run' });
    await rig.approve(request);
    const run = (await rig.service.ofRequest(request)) ?? '';
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'succeeded' });
  });

  it('waits for no more votes: its request ends with that reason as soon as the emergency has begun', async () => {
    const request = await rig.request(resuming('d'));
    const other = await rig.request(resuming('other'));
    const pause = await rig.carryOut(pausing('d'));
    await fires('run.overtakes', pause.id);
    const ended = await requestOf(request);
    expect(ended?.state).toBe('invalidated');
    expect(ended?.status).toMatch(
      /^No longer valid: "Pause" was begun by \S+ at .*, after this was asked for\. .* if this is still right\.$/,
    );
    await expect(rig.approve(request)).rejects.toThrow();
    expect(await requestOf(other)).toMatchObject({ state: 'pending' });
  });

  it('stops before its next step where it is under way, and goes its way down', async () => {
    const resumed = rig.counting('e-resume');
    const tidied = rig.counting('e-tidy');
    rig.fakes.set('e-look', {
      async execute() {
        await rig.carryOut(pausing('e'));
        return { status: 'succeeded', result: null };
      },
    });
    const steps = [
      fakeStep('e-look'),
      fakeStep('e-resume', { effect: 'unsafe' }),
      fakeStep('e-tidy', { phase: 'on-failure' }),
    ];
    const { run } = await rig.approved(resuming('e', { steps }));
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view.state).toBe('cancelled');
    expect(view.cancel?.reason).toContain('"Pause" was begun by');
    expect([resumed(), tidied()]).toEqual([0, 1]);
    expect(await rig.kindsOf(`run/${run}`)).toContain('run.overtaken');
  });

  it('stops in the middle of a step as well, and says that nobody knows what that did', async () => {
    const begun = Promise.withResolvers<void>();
    rig.fakes.set('f-resume', {
      execute: ({ signal }) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    const { run } = await rig.approved(resuming('f'));
    const working = rig.engine.work(run);
    await begun.promise;
    const pause = await rig.carryOut(pausing('f'));
    await fires('run.overtakes', pause.id);
    await fires('run.overtaken', run);
    await Promise.all([working, rig.engine.work(run)]);
    const view = await rig.view(run);
    expect(view).toMatchObject({ state: 'cancelled', steps: [{ state: 'cancelled', outcome: 'unknown' }] });
  });

  it('stops while it waits for time or for people', async () => {
    const steps = [fakeStep('wait', { kind: 'wait', spec: { ms: 1_800_000 } }), fakeStep('g-arm')];
    const { run } = await rig.approved(resuming('g', { steps }));
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'waiting' });
    const pause = await rig.carryOut(pausing('g'));
    await fires('run.overtakes', pause.id);
    await fires('run.overtaken', run);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'cancelled' });
  });

  it('leaves out of its way down what would undo the emergency, also where that begins on the way down', async () => {
    const restarted = rig.counting('j-restart');
    const told = rig.counting('j-tell');
    rig.fakes.set('j-set', {
      execute: async () => ({ status: 'failed', reason: 'it is broken', next: 'Mend it.' }),
    });
    rig.fakes.set('j-restore', {
      async execute() {
        await rig.carryOut(pausing('j'));
        return { status: 'succeeded', result: null };
      },
    });
    const steps = [
      fakeStep('j-set'),
      fakeStep('j-restore', { phase: 'on-failure' }),
      fakeStep('j-restart', { phase: 'on-failure', when: { overtaken: false } }),
      fakeStep('j-tell', { phase: 'on-failure' }),
    ];
    const { run } = await rig.approved(resuming('j', { steps }));
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view.state).toBe('failed');
    expect([restarted(), told()]).toEqual([0, 1]);
    expect(view.steps[2]).toMatchObject({ state: 'skipped', reason: expect.stringContaining('would undo') });
  });

  it('leaves to people what is in doubt before anything else', async () => {
    rig.fakes.set('h-resume', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const { run } = await rig.approved(resuming('h'));
    await rig.engine.work(run);
    const pause = await rig.carryOut(pausing('h'));
    await fires('run.overtakes', pause.id);
    await fires('run.overtaken', run);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'unknown', cancel: null });
  });

  it('5.28 gives way also where somebody has altered the row of the emergency', async () => {
    const resumed = rig.counting('i-resume');
    const request = await rig.request(resuming('i'));
    const pause = await rig.carryOut(pausing('i'));
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`update run set action = 'test:other', started_at = null where id = ${pause.id}`),
    );
    await rig.approve(request);
    const run = (await rig.service.ofRequest(request)) ?? '';
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'refused' });
    expect(resumed()).toBe(0);
  });
});
