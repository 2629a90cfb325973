import { afterAll, describe, expect, it } from 'vitest';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

describe('what must be of the same value', () => {
  const tested = (commit: string, gives = 'commit') => {
    rig.fakes.set('test', { execute: async () => ({ status: 'succeeded', result: { commit } }) });
    return rig.carryOut(
      planWith([fakeStep('test')], {
        action: 'test:tested',
        gives: { [gives]: { step: 'test', path: ['commit'] } },
      }),
    );
  };
  const deploy = (commit: string) =>
    planWith([fakeStep('deploy')], {
      action: 'test:deploy',
      params: { commit },
      requires: [{ action: 'test:tested', outcome: 'succeeded', withinMs: 3_600_000, same: ['commit'] }],
    });

  it('26 counts when the last run gave it, and not when that was of another one', async () => {
    rig.fakes.set('deploy', {});
    await tested('a1');
    expect(await rig.carryOut(deploy('a1'))).toMatchObject({ state: 'succeeded' });
    expect(await rig.carryOut(deploy('b2'))).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('was of the commit a1, and this is of b2') as string,
    });
  });

  it('26 counts no more once another one was tested, also while the approval is waited for', async () => {
    rig.fakes.set('deploy', {});
    await tested('a1');
    const { run } = await rig.approved({ ...deploy('a1'), policy: ONE_SRE, risk: 'high' as const });
    rig.clock.advance(1_000);
    await tested('b2');
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('was of the commit b2') as string,
    });
  });

  it('is not there where the last run gave nothing of that name', async () => {
    rig.fakes.set('deploy', {});
    rig.clock.advance(1_000);
    await tested('a1', 'other');
    const view = await rig.carryOut(deploy('a1'));
    expect(view.state).toBe('refused');
    expect(view.note).toContain('gave no commit');
  });
});
