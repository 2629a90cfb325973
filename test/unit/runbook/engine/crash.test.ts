import { afterAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import { LEASE_MS, LONG_LEASE_MS, openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

/** Leaves a run as a worker leaves it that is killed in the middle of its step. */
async function crashed(effect: Effect, name: string): Promise<string> {
  const id = await rig.queue(planWith([fakeStep(name, { effect })]));
  let began = false;
  const script = rig.fakes.get(name);
  rig.fakes.set(name, {
    execute: () => {
      began = true;
      return new Promise(() => {});
    },
  });
  // Its result never comes: as far as the database can tell, this worker is dead.
  const killed = rig.pausable(`killed-${name}`);
  killed.work(id).catch(() => {});
  while (!began) await new Promise((resolve) => setTimeout(resolve, 5));
  if (script === undefined) rig.fakes.delete(name);
  else rig.fakes.set(name, script);
  await killed.pause();
  rig.clock.advance(LONG_LEASE_MS);
  return id;
}

/** The last entry of a run's chain. */
async function endOf(id: string): Promise<unknown> {
  const rows = await rig.db.read((reader) =>
    reader.run('select body from audit_entry where chain = $1 order by seq desc limit 1', [`run/${id}`]),
  );
  return JSON.parse((rows[0] as { readonly body: string }).body);
}

describe('after a crash in the middle of a step', () => {
  it.each(['pure', 'idempotent'] as const)('5.7 a %s step runs again', async (effect) => {
    const times = rig.counting(`again-${effect}`);
    const id = await crashed(effect, `again-${effect}`);
    await rig.engine.work(id);
    expect(times()).toBe(1);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('5.7 a probeable step is probed, and is done when the probe says so', async () => {
    let times = 0;
    rig.fakes.set('probed-done', {
      async execute() {
        times += 1;
        return { status: 'succeeded', result: null };
      },
      probe: async () => ({ status: 'succeeded', result: { seen: true } }),
    });
    const id = await crashed('probeable', 'probed-done');
    await rig.engine.work(id);
    expect(times).toBe(0);
    const view = await rig.view(id);
    expect(view).toMatchObject({ state: 'succeeded' });
    expect(view.steps[0]?.result).toEqual({ seen: true });
    expect(await rig.kindsOf(`run/${id}`)).toContain('run.step.probed');
  });

  it('5.7 a probeable step runs again when the probe says that it did not happen', async () => {
    let times = 0;
    rig.fakes.set('probed-not', {
      async execute() {
        times += 1;
        return { status: 'succeeded', result: null };
      },
      probe: async () => ({ status: 'failed', reason: 'still open', next: '' }),
    });
    const id = await crashed('probeable', 'probed-not');
    await rig.engine.work(id);
    expect(times).toBe(1);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('5.7 a probeable step becomes unknown when the probe cannot tell', async () => {
    rig.fakes.set('probed-unclear', { probe: async () => undefined });
    const id = await crashed('probeable', 'probed-unclear');
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
  });

  it('5.7 people are told why the probe could not tell', async () => {
    rig.fakes.set('probe-refused', { probe: () => Promise.reject(new Error('connect ECONNREFUSED')) });
    const id = await crashed('probeable', 'probe-refused');
    await rig.engine.work(id);
    const { steps } = await rig.view(id);
    expect(steps[0]).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/nothing: .*ECONNREFUSED/),
    });
  });

  it('5.7 an unsafe step becomes unknown and runs only when a human says so', async () => {
    const times = rig.counting('unsafe');
    const id = await crashed('unsafe', 'unsafe');
    await rig.engine.work(id);
    expect(times()).toBe(0);
    const view = await rig.view(id);
    expect(view).toMatchObject({ state: 'unknown' });
    expect(view.steps[0]).toMatchObject({
      state: 'unknown',
      reason: 'Keyturn was stopped, or gave no sign of life, while the step ran',
    });
    const decision = { by: 'ben', choice: 'retry', reason: 'nothing arrived' } as const;
    const attempt = view.steps[0]?.attempt ?? 0;
    const ofAnother = rig.service.decideUnknown(id, 'unsafe', { ...decision, attempt: attempt + 1 });
    await expect(ofAnother).rejects.toThrow('is about attempt');
    await rig.service.decideUnknown(id, 'unsafe', { ...decision, attempt });
    await rig.engine.work(id);
    expect(times()).toBe(1);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('5.7 a human marks an unknown step as done, with a reason that is logged', async () => {
    const id = await crashed('unsafe', 'marked');
    await rig.engine.work(id);
    const decision = { by: 'ben', choice: 'done', reason: '' } as const;
    await expect(rig.service.decideUnknown(id, 'marked', decision)).rejects.toThrow('needs a reason');
    await rig.service.decideUnknown(id, 'marked', { ...decision, reason: 'I saw it arrive' });
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    expect(await rig.kindsOf(`run/${id}`)).toContain('run.decided');
    expect(await endOf(id)).toMatchObject({ kind: 'run.succeeded', data: { certainty: 'on-word' } });
    await expect(rig.service.decideUnknown(id, 'marked', { ...decision, reason: 'x' })).rejects.toThrow(
      'ended',
    );
  });

  it('5.7 an aborted unknown step leaves its request as unknown', async () => {
    rig.fakes.set('aborted', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const { request, run: id } = await rig.approved(
      planWith([fakeStep('aborted', { effect: 'unsafe' })], { policy: ONE_SRE }),
    );
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
    rig.people.put('vera', 'viewer');
    const decision = { choice: 'abort', reason: 'will look tomorrow' } as const;
    await expect(rig.service.decideUnknown(id, 'aborted', { by: 'vera', ...decision })).rejects.toThrow(
      'role sre',
    );
    await rig.service.decideUnknown(id, 'aborted', { by: 'ben', ...decision });
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'failed' });
    expect(await rig.db.read((reader) => rig.approvals.get(reader, request))).toMatchObject({
      state: 'unknown',
    });
    expect(await endOf(id)).toMatchObject({ kind: 'run.failed', data: { certainty: 'in-doubt' } });
  });

  it.each([
    ['unsafe', 'in-part'],
    ['pure', undefined],
  ] as const)(
    'a run that failed after a step that is %s says in the log that it was done %s',
    async (effect, said) => {
      rig.fakes.set('fails', { execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }) });
      rig.fakes.set('done', {});
      const id = await rig.queue(planWith([fakeStep('done', { effect }), fakeStep('fails')]));
      await rig.engine.work(id);
      const { data } = (await endOf(id)) as { readonly data: { readonly certainty?: string } };
      expect(data.certainty).toBe(said);
    },
  );

  it('gives up a step that stops the process again and again', async () => {
    const id = await rig.queue(planWith([fakeStep('poison')]));
    let began = 0;
    rig.fakes.set('poison', {
      execute() {
        began += 1;
        return new Promise(() => {});
      },
    });
    for (let crash = 0; crash <= 6; crash += 1) {
      const victim = rig.pausable(`victim-${crash}`);
      victim.work(id).catch(() => {});
      while (began <= crash && (await rig.view(id)).state !== 'failed')
        await new Promise((resolve) => setTimeout(resolve, 5));
      await victim.pause();
      rig.clock.advance(LONG_LEASE_MS);
    }
    await rig.engine.work(id);
    const view = await rig.view(id);
    expect(view.state).toBe('failed');
    expect(view.steps[0]?.reason).toContain('times while the step ran');
  });

  it('takes over at once where one process has the database to itself', async () => {
    rig.fakes.set('embedded', {});
    const id = await rig.queue(planWith([fakeStep('embedded')]));
    let began = false;
    rig.fakes.set('embedded', {
      execute: () => {
        began = true;
        return new Promise(() => {});
      },
    });
    rig
      .worker('gone', { leaseMs: 100 * LEASE_MS })
      .work(id)
      .catch(() => {});
    while (!began) await new Promise((resolve) => setTimeout(resolve, 5));
    rig.fakes.delete('embedded');
    await rig.engine.abandonLeases();
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });
});
