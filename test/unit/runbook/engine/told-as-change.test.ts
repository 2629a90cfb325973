import { afterAll, describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const unsafe = (name: string, change: Partial<PlannedStep> = {}) =>
  fakeStep(name, { effect: 'unsafe', ...change });
const down = (name: string, change: Partial<PlannedStep> = {}) =>
  unsafe(name, { phase: 'on-failure', ...change });

/** What the end of a run says in the log. */
async function endOf(id: string): Promise<Record<string, unknown>> {
  const rows = await rig.db.read((reader) =>
    reader.run('select body from audit_entry where chain = $1 order by seq desc limit 1', [`run/${id}`]),
  );
  return (JSON.parse((rows[0] as { readonly body: string }).body) as { data: Record<string, unknown> }).data;
}

/** What the end says once all steps did what their names say: those that fail, fail. */
async function ended(steps: readonly PlannedStep[], change = {}): Promise<Record<string, unknown>> {
  for (const { id } of steps)
    rig.fakes.set(
      id,
      id.startsWith('fails')
        ? { execute: async () => ({ status: 'failed', reason: 'half of it', next: 'Look.' }) }
        : {},
    );
  const view = await rig.carryOut(planWith(steps, change));
  return endOf(view.id);
}

/** A step that hangs until it is stopped. @returns resolves when it has begun */
function hanging(name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  rig.fakes.set(name, {
    execute: ({ signal }) =>
      new Promise((_resolve, reject) => {
        resolve();
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  return promise;
}

describe('the end of a run says in the log', () => {
  it.each(['idempotent', 'probeable', 'unsafe'] as const)(
    'that nobody knows what a step had done that is %s and failed: a program may end so half-way',
    async (effect) => {
      const end = await ended([fakeStep('fails', { effect, attempts: 1 })]);
      expect(end).toMatchObject({ certainty: 'tried' });
      expect(end).not.toHaveProperty('changed');
    },
  );

  it('that nothing was changed where what failed only looks or tells', async () => {
    const end = await ended([fakeStep('fails')]);
    expect(end).toMatchObject({ changed: false });
    expect(end).not.toHaveProperty('certainty');
  });

  it('that part of it had been done where a step before had succeeded', async () => {
    expect(await ended([unsafe('done'), unsafe('fails')])).toMatchObject({ certainty: 'in-part' });
  });

  it.each([
    ['done', [down('back')], 'done'],
    ['done in part', [down('back'), down('fails-back')], 'in-part'],
    ['failed', [down('fails-back')], 'failed'],
  ] as const)('that its way down was %s', async (_how, steps, wayDown) => {
    expect(await ended([fakeStep('fails'), ...steps])).toMatchObject({ wayDown });
  });

  it('nothing of a way down that only looks', async () => {
    const end = await ended([fakeStep('fails'), fakeStep('look', { phase: 'on-failure' })]);
    expect(end).toMatchObject({ changed: false });
    expect(end).not.toHaveProperty('wayDown');
  });

  it.each(['idempotent', 'unsafe'] as const)(
    'that nobody knows what a step did that is %s and was stopped in its middle',
    async (effect) => {
      const begun = hanging(`stopped-${effect}`);
      const id = await rig.queue(planWith([fakeStep(`stopped-${effect}`, { effect })]));
      const working = rig.engine.work(id);
      await begun;
      await rig.service.cancel(id, 'ben', 'enough');
      await working;
      expect(await rig.view(id)).toMatchObject({ state: 'cancelled' });
      const end = await endOf(id);
      expect(end).toMatchObject({ certainty: 'in-doubt' });
      expect(end).not.toHaveProperty('changed');
    },
  );

  it('that nobody knows where an attempt ended without an answer, and the next one failed plainly', async () => {
    let attempts = 0;
    rig.fakes.set('twice', {
      async execute() {
        attempts += 1;
        return attempts === 1
          ? { status: 'uncertain', reason: 'no answer' }
          : { status: 'failed', reason: 'no', next: 'Look.' };
      },
    });
    const id = await rig.queue(
      planWith([fakeStep('twice', { effect: 'idempotent', attempts: 2, backoffMs: 1 })]),
    );
    await rig.engine.work(id);
    rig.clock.advance(10_000);
    await rig.engine.work(id);
    expect(attempts).toBe(2);
    expect(await endOf(id)).toMatchObject({ certainty: 'in-doubt' });
  });

  it('that nothing was changed where a probe found that it did not happen', async () => {
    rig.fakes.set('asked', {
      execute: async () => ({ status: 'uncertain', reason: 'no answer' }),
      probe: async () => ({ status: 'failed', reason: 'still open', next: '' }),
    });
    const id = await rig.queue(planWith([fakeStep('asked', { effect: 'probeable' })]));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'failed' });
    expect(await endOf(id)).toMatchObject({ changed: false });
  });

  it('of which system it was and since when, and that a look changed nothing', async () => {
    const end = await ended([unsafe('done')]);
    expect(end).toMatchObject({ subject: { id: 'test:go' }, began: expect.stringMatching(/Z$/) as string });
    expect(end).not.toHaveProperty('changed');
    expect(await ended([fakeStep('look')], { risk: 'read' })).toMatchObject({ changed: false });
    expect(await ended([unsafe('done')], { mode: 'dry-run' })).toMatchObject({ changed: false });
  });
});
