import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../support/database.ts';
import { type Execution, openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const NOW = '1'.repeat(64);
const registry = {
  action: () => ({ runbook: { digest: NOW } }) as never,
  nearest: () => [],
};
const rig: Execution = await openExecution(undefined, openTestDatabase, {
  registry,
  settings: { vars: {}, workdir: '/tmp' },
});
afterAll(() => rig.close());
rig.fakes.set('fails', {
  execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }),
});

/** Runs an action, and answers which run that was. */
async function run(action: string, step: string, change: object = {}): Promise<string> {
  rig.clock.advance(60_000);
  return (await rig.carryOut(planWith([fakeStep(step)], { action, definition: NOW, ...change }))).id;
}
const lookAt = async (action: string) => (await rig.service.lastWorked([action])).of[0];

describe('when an action last worked', () => {
  it('is unknown before its first run', async () => {
    const nothing = { worked: undefined, failed: undefined };
    expect(await lookAt('test:new')).toEqual({ runs: nothing, rehearsals: nothing });
  });

  it('is the last run that succeeded, and a failure counts only when it came after', async () => {
    await run('test:a', 'works');
    await run('test:a', 'fails');
    const second = await run('test:a', 'works');
    expect(await lookAt('test:a')).toMatchObject({ runs: { worked: { id: second }, failed: undefined } });
    const failed = await run('test:a', 'fails');
    expect(await lookAt('test:a')).toMatchObject({
      runs: { worked: { id: second }, failed: { id: failed } },
    });
  });

  it('is told by runs and rehearsals apart', async () => {
    const rehearsed = await run('test:b', 'works', { mode: 'dry-run' });
    expect(await lookAt('test:b')).toMatchObject({
      runs: { worked: undefined },
      rehearsals: { worked: { id: rehearsed, isEarlier: false } },
    });
  });

  it('is told by its outcome where that is a warning or a danger, and by nothing else where it is none', async () => {
    rig.fakes.set('open', { execute: async () => ({ status: 'succeeded', result: null, outcome: 'open' }) });
    const outcomes = (severity: string) => ({ outcomes: { open: { severity } } });
    await run('test:e', 'open', outcomes('warning'));
    expect(await lookAt('test:e')).toMatchObject({ runs: { worked: { endedAs: 'open' } } });
    await run('test:e', 'open', outcomes('info'));
    expect((await lookAt('test:e'))?.runs.worked).not.toHaveProperty('endedAs');
  });

  it('tells runs of an earlier version, and counts none of another environment', async () => {
    await run('test:c', 'works', { definition: '2'.repeat(64) });
    await run('test:c', 'fails', { environment: 'elsewhere' });
    expect(await lookAt('test:c')).toMatchObject({
      runs: { worked: { isEarlier: true }, failed: undefined },
    });
  });

  it('does not take a run that was cancelled for one that failed', async () => {
    const id = await rig.queue(planWith([fakeStep('works')], { action: 'test:d' }));
    await rig.service.cancel(id, 'ana');
    await rig.engine.work(id);
    expect((await rig.view(id)).state).toBe('cancelled');
    expect(await lookAt('test:d')).toMatchObject({ runs: { worked: undefined, failed: undefined } });
  });

  it('is looked up for many actions at once, in their order', async () => {
    const { of } = await rig.service.lastWorked(['test:d', 'test:a', 'test:c']);
    expect(of.map(({ runs }) => runs.worked?.isEarlier)).toEqual([undefined, false, true]);
  });

  it('tells of what is not over yet, and by whom it was asked for', async () => {
    const id = await rig.queue(planWith([fakeStep('works')], { action: 'test:live', definition: NOW }));
    expect(await lookAt('test:live')).toMatchObject({ runs: { underWay: { id, by: 'ana' } } });
    await rig.engine.work(id);
    expect((await lookAt('test:live'))?.runs.underWay).toBeUndefined();
  });
});
