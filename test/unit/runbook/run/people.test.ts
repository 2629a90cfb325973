import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const prompt = (change: { readonly [key: string]: Json } = {}) => ({
  text: 'Really?',
  choices: [],
  fields: [],
  of: [],
  notRequester: false,
  ...change,
});

describe('a step that asks a person', () => {
  const field = { name: 'count', label: 'Count', type: 'number', required: true };
  const asking = fakeStep('ask', {
    kind: 'ask',
    spec: prompt({ fields: [field], notRequester: true }) as Json,
  });

  it('releases the worker, and goes on with the answer', async () => {
    const id = await rig.queue(planWith([asking, fakeStep('after')]));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'asking' });
    await rig.service.answer(id, 'ask', 'ben', { count: '7' });
    await rig.engine.work(id);
    const view = await rig.view(id);
    expect(view.state).toBe('succeeded');
    expect(view.steps[0]?.result).toMatchObject({ count: 7, by: 'ben' });
  });

  it('5.20 refuses an answer that does not fit, says why, and logs it', async () => {
    const { id } = await rig.carryOut(planWith([asking]));
    await expect(rig.service.answer(id, 'ask', 'ana', { count: '7' })).rejects.toThrow(
      'else than the requester',
    );
    await expect(rig.service.answer(id, 'ask', 'nobody', { count: '7' })).rejects.toThrow('active people');
    await expect(rig.service.answer(id, 'ask', 'ben', { count: 'seven' })).rejects.toThrow('is not a number');
    await expect(rig.service.answer(id, 'ask', 'ben', {})).rejects.toThrow('Count is missing');
    await expect(rig.service.answer(id, 'ask', 'ben', { count: '1', x: '' })).rejects.toThrow('no field "x"');
    await expect(rig.service.answer('run-none', 'ask', 'ben', {})).rejects.toThrow('no run run-none');
    const refused = (await rig.kindsOf(`run/${id}`)).filter((kind) => kind === 'run.intervention-refused');
    expect(refused).toHaveLength(5);
    await rig.service.answer(id, 'ask', 'ben', { count: '7' });
    await expect(rig.service.answer(id, 'ask', 'ben', { count: '8' })).rejects.toThrow(
      'Ben has answered already',
    );
  });

  it('asks only the roles that the runbook names', async () => {
    const id = await rig.queue(
      planWith([fakeStep('ask', { kind: 'ask', spec: prompt({ of: ['sre'] }) as Json })]),
    );
    await rig.engine.work(id);
    await expect(rig.service.answer(id, 'ask', 'ivan', {})).rejects.toThrow('needs the role sre');
    await rig.service.answer(id, 'ask', 'ben', {});
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });
});

describe('a step that waits', () => {
  it('5.18 survives a restart and is never early', async () => {
    const id = await rig.queue(planWith([fakeStep('pause', { kind: 'wait', spec: { ms: 60_000 } })]));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'waiting' });
    expect(rig.jobs.timers.has(`run.wait run/${id}`)).toBe(true);
    rig.clock.advance(59_000);
    await rig.worker('restarted').work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'waiting' });
    rig.clock.advance(1_100);
    await rig.worker('restarted-again').work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });
});

describe('cancelling', () => {
  it('ends a run that nobody works on', async () => {
    const id = await rig.queue(planWith([fakeStep('pause', { kind: 'wait', spec: { ms: 60_000 } })]));
    await rig.engine.work(id);
    await rig.service.cancel(id, 'ben', 'changed our minds');
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'cancelled', cancel: { by: 'ben' } });
    await expect(rig.service.cancel(id, 'ben')).rejects.toThrow('ended already');
  });

  it('5.9 stops an effect that is under way', async () => {
    let began = false;
    rig.fakes.set('long', {
      execute: (context) =>
        new Promise((_resolve, reject) => {
          began = true;
          context.signal.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        }),
    });
    const id = await rig.queue(planWith([fakeStep('long', { effect: 'unsafe' }), fakeStep('never')]));
    const working = rig.engine.work(id);
    while (!began) await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.service.cancel(id, 'ben');
    await Promise.all([rig.engine.work(id), working]);
    const view = await rig.view(id);
    expect(view.state).toBe('cancelled');
    expect(view.steps[0]).toMatchObject({ state: 'cancelled', outcome: 'unknown' });
    expect(view.steps[1]?.state).toBe('pending');
  });
});
