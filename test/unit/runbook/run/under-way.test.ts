import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../src/ids.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { queueRun } from '../../../../src/runbook/run/service/queue.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { HALF_AN_HOUR, HIDING, hide, waitingStep } from '../../../support/giving-way.ts';
import { planWith } from '../../../support/planned.ts';
import { demo, registryOf } from '../definition/folder.ts';

const STEPS = 'steps: [{ notify: { text: done } }]';
const JOB = 'params: { job: { type: identifier, description: Job, from: { action: begin, gives: job } } }';
const registry = registryOf(
  demo(
    [
      '  begin: { title: Begin, source: L1, risk: low, steps: [{ id: it, shell: { run: [ls], find: { job: "(x)" } }, effect: idempotent }], gives: { job: "{{ steps.it.found.job }}" } }',
      `  revoke: { title: Revoke, source: L1, risk: low, reduces: risk, ${STEPS} }`,
      `  count: { title: Count, source: L1, risk: low, givesWayTo: [revoke], ${STEPS}, dryRun: [{ shell: { run: [ls] }, effect: pure }] }`,
      `  execute: { title: Execute, source: L1, risk: high, approval: one-sre, steps: [{ include: { action: count } }] }`,
      `  trust: { title: Trust again, source: L1, risk: high, approval: one-sre, undoes: [revoke], ${STEPS} }`,
      `  pause: { title: Pause, source: L1, risk: low, reduces: risk, ${JOB}, ${STEPS} }`,
      `  tune: { title: Tune, source: L1, risk: low, givesWayTo: [pause], ${JOB}, ${STEPS} }`,
    ].join('\n'),
  ),
);
const people = [{ id: 'ana', name: 'Ana Ruiz', accounts: [], roles: ['sre'] }];
const settings = { vars: {}, workdir: '/tmp' };
const rig = await openExecution(undefined, openTestDatabase, { registry, settings, people });
afterAll(() => rig.close());

/** Begins an emergency that waits half an hour before its last step. */
async function begun(action: string, change: Partial<Plan> = {}): Promise<string> {
  const plan = planWith([waitingStep()], { action: `demo:${action}`, title: 'Revoke a key', ...change });
  const run = { id: newId('run'), plan, requestId: null, requester: 'ana', place: null, reason: null };
  const id = await rig.db.transact(async (tx) => queueRun(tx, rig.jobs, run, await tx.now()));
  await rig.engine.work(id);
  return id;
}
async function ends(run: string): Promise<void> {
  rig.clock.advance(HALF_AN_HOUR);
  await rig.engine.work(run);
  expect((await rig.view(run)).state).toBe('succeeded');
}
const asked = (action: string, params: Plan['params'] = {}) =>
  ({ action: `demo:${action}`, params, requester: 'ana', place: null }) as Parameters<
    typeof rig.service.propose
  >[0];

describe('while an emergency is under way', () => {
  it('what only gives way to it is neither asked for nor begun, and may be as soon as it has ended', async () => {
    const run = await begun('revoke');
    const refused = { code: 'run.emergency-under-way' };
    await expect(rig.service.propose(asked('count'))).rejects.toMatchObject({
      refusal: {
        ...refused,
        why: expect.stringMatching(/^"Revoke a key", begun by Ana Ruiz at .* UTC, is still under way/),
        next: expect.stringContaining(`/ops audit show of:${run}), and ask again when it has ended.`),
      },
    });
    await expect(rig.service.propose(asked('execute'))).rejects.toMatchObject(refused);
    await expect(rig.service.preview(asked('execute'))).rejects.toMatchObject(refused);
    await expect(rig.service.requireReady(asked('execute'))).rejects.toMatchObject(refused);
    await ends(run);
    await rig.service.requireReady(asked('execute'));
    expect(await rig.service.propose(asked('execute'))).toMatchObject({ kind: 'pending' });
    expect(await rig.service.propose(asked('count'))).toMatchObject({ kind: 'running' });
  });

  it('what takes it back may be asked for, and what gives way to it may be rehearsed', async () => {
    const run = await begun('revoke');
    expect(await rig.service.propose(asked('trust'))).toMatchObject({ kind: 'pending' });
    expect(await rig.service.propose({ ...asked('count'), mode: 'dry-run' })).toMatchObject({
      kind: 'running',
    });
    await ends(run);
  });

  it('only what is about the same thing is kept back, where both name theirs', async () => {
    const run = await begun('pause', { params: { job: 'a' } });
    await rig.service.requireReady(asked('tune'));
    expect(await rig.service.propose(asked('tune', { job: 'b' }))).toMatchObject({ kind: 'running' });
    await expect(rig.service.propose(asked('tune', { job: 'a' }))).rejects.toThrow('is still under way');
    await ends(run);
  });

  it.each(HIDING)('5.28 that is no secret where somebody has %s', async (_what, attack) => {
    const run = await begun('revoke', { environment: 'test' });
    await hide(rig, attack, run);
    await expect(rig.service.propose(asked('count'))).rejects.toMatchObject({
      refusal: {
        why: expect.stringContaining('is still under way by the log, while its record') as string,
        next: expect.stringContaining('keyturn audit verify') as string,
      },
    });
  });
});
