import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../src/ids.ts';
import { planDigest } from '../../../../src/runbook/plan/digest.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { refuseOtherStanding, standingNow } from '../../../../src/runbook/run/overtaken/standing/service.ts';
import type { Run } from '../../../../src/runbook/run/run.ts';
import { queueRun } from '../../../../src/runbook/run/service/queue.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { HIDING, hide, waitingStep } from '../../../support/giving-way.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';
import { demo, registryOf } from '../definition/folder.ts';

const STEPS = 'steps: [{ notify: { text: done } }]';
const JOB =
  'params: { job: { type: identifier, description: Job, from: { action: job/begin, gives: job } } }';
const JOBS = [
  '  job/begin: { title: Begin, source: L1, risk: low, steps: [{ id: it, shell: { run: [ls], find: { job: "(x)" } }, effect: idempotent }], gives: { job: "{{ steps.it.found.job }}" } }',
  `  job/pause: { title: Pause, source: L1, risk: low, reduces: risk, ${JOB}, ${STEPS} }`,
  `  job/resume: { title: Resume, source: L1, risk: high, approval: one-sre, undoes: [job/pause], ${JOB}, ${STEPS} }`,
];
const MANY = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
const emergency = (id: string) => `  ${id}: { title: ${id}, source: L1, risk: low, reduces: risk, ${STEPS} }`;
/** What can be paused and stopped, what takes both back, and what does so as a part of more. */
const actionsOf = (name: string) => [
  emergency(`${name}/pause`),
  emergency(`${name}/stop`),
  `  ${name}/resume: { title: Resume, source: L1, risk: high, approval: one-sre, undoes: [${name}/pause, ${name}/stop], ${STEPS} }`,
  `  ${name}/restart: { title: Restart, source: L1, risk: high, approval: one-sre, givesWayTo: [${name}/pause], ${STEPS} }`,
  `  ${name}/again: { title: Again, source: L1, risk: high, approval: one-sre, steps: [{ include: { action: ${name}/resume } }] }`,
];
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'n', 'o', 'p', 'q', 'r', 's', 't'];
const registry = registryOf(
  demo(
    [
      ...NAMES.flatMap(actionsOf),
      ...MANY.map(emergency),
      ...JOBS,
      `  many/resume: { title: Resume, source: L1, risk: high, approval: one-sre, undoes: [${MANY.join(', ')}], ${STEPS} }`,
    ].join('\n'),
  ),
);
const people = [{ id: 'ana', name: 'Ana Ruiz', accounts: [], roles: ['sre'] }];
const settings = { vars: {}, workdir: '/tmp' };
const rig = await openExecution(undefined, openTestDatabase, { registry, settings, people });
afterAll(() => rig.close());

rig.fakes.set('fails', { execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }) });
rig.fakes.set('doubtful', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
const wait = waitingStep();

/** Runs something, as far as it comes. */
async function ran(
  action: string,
  change: Partial<Plan> = {},
  reason: string | null = null,
): Promise<Run['id']> {
  rig.clock.advance(1_000);
  const plan = planWith([fakeStep('goes')], { action: `demo:${action}`, title: action, ...change });
  const run = { id: newId('run'), plan, requestId: null, requester: 'ana', place: null, reason };
  const id = await rig.db.transact(async (tx) => queueRun(tx, rig.jobs, run, await tx.now()));
  await rig.engine.work(id);
  return id;
}
const takenBack = (action: string) => rig.service.takingBack(`demo:${action}`);
const runsTakenBack = async (action: string) =>
  (await takenBack(action))?.emergencies.map(({ run }) => run) ?? [];

describe('an emergency that an action takes back', () => {
  it('stands from its beginning, and is told with who began it, when and why', async () => {
    expect(await takenBack('a/resume')).toBeUndefined();
    const reason = `A stolen session, ${'and more of it '.repeat(20)}`;
    const run = await ran('a/pause', { title: 'Pause trading' }, reason);
    const told = await takenBack('a/resume');
    expect(told?.emergencies).toEqual([
      {
        run,
        title: 'Pause trading',
        by: 'Ana Ruiz',
        at: (await rig.view(run)).startedAt?.toISOString(),
        reason: `${reason.slice(0, 159)}…`,
      },
    ]);
    expect(told).not.toHaveProperty('more');
    expect(await runsTakenBack('a/again')).toEqual([run]);
  });

  it('stands on behind what gives way to it without taking it back, whose card says nothing of it', async () => {
    const run = await ran('o/pause');
    expect(await takenBack('o/restart')).toBeUndefined();
    expect((await rig.view(await ran('o/restart'))).state).toBe('succeeded');
    expect(await runsTakenBack('o/resume')).toEqual([run]);
  });

  it('stands until something that takes it back has succeeded, and again once it has begun anew', async () => {
    await ran('b/pause');
    await ran('b/resume');
    expect(await takenBack('b/resume')).toBeUndefined();
    const run = await ran('b/pause');
    expect(await runsTakenBack('b/resume')).toEqual([run]);
  });

  it('is taken back by what comes later in the log, whatever the clock said', async () => {
    const pause = await ran('c/pause');
    rig.clock.advance(-3_600_000);
    await ran('c/resume');
    expect(await takenBack('c/resume')).toBeUndefined();
    rig.clock.advance(-3_600_000);
    const anew = await ran('c/pause');
    expect(await runsTakenBack('c/resume')).toEqual([anew]);
    expect(anew).not.toBe(pause);
    rig.clock.advance(3 * 3_600_000);
  });

  it('is not taken back by what failed, was rehearsed, began before it, or was done elsewhere', async () => {
    const before = await ran('d/resume', { steps: [wait] });
    const run = await ran('d/pause');
    await ran('d/resume', { steps: [fakeStep('fails')] });
    await ran('d/resume', { mode: 'dry-run' });
    await ran('d/resume', { environment: 'elsewhere' });
    rig.clock.advance(1_800_000);
    await rig.engine.work(before);
    expect(await rig.view(before)).toMatchObject({ state: 'succeeded' });
    expect(await runsTakenBack('d/resume')).toEqual([run]);
  });

  it('is taken back by what includes that, where it did not leave it out', async () => {
    const includes = [{ step: 'back', action: 'demo:e/resume', title: 'Resume', params: {} }];
    const run = await ran('e/pause');
    const leftOut = fakeStep('back/goes', { when: { step: 'choose', choice: 'yes' } });
    rig.fakes.set('choose', {
      execute: async () => ({ status: 'succeeded', result: null, outcome: 'no' }),
    });
    await ran('e/again', { includes, steps: [fakeStep('choose'), leftOut] });
    expect(await runsTakenBack('e/resume')).toEqual([run]);
    await ran('e/again', { includes, steps: [fakeStep('back/goes')] });
    expect(await takenBack('e/resume')).toBeUndefined();
  });

  it('stands as well where it failed, is in doubt, or goes on, and says so', async () => {
    const stateNow = async () => (await takenBack('f/resume'))?.emergencies[0]?.state;
    await ran('f/pause', { steps: [fakeStep('fails')] });
    expect(await stateNow()).toBe('failed');
    await ran('f/pause', { steps: [fakeStep('doubtful', { effect: 'unsafe' })] });
    expect(await stateNow()).toBe('in-doubt');
    const run = await ran('f/pause', { steps: [wait] });
    expect(await stateNow()).toBe('under-way');
    await rig.service.cancel(run, 'ana');
    await rig.engine.work(run);
    expect(await stateNow()).toBe('cancelled');
  });

  it('is none of another environment, of another system, rehearsed, or not begun', async () => {
    await ran('g/pause', { environment: 'elsewhere' });
    await ran('g/pause', { action: 'other:g/pause', runbook: 'other' });
    await ran('g/pause', { mode: 'dry-run' });
    const queued = await rig.queue(planWith([fakeStep('goes')], { action: 'demo:g/pause' }));
    expect(await takenBack('g/resume')).toBeUndefined();
    await rig.engine.work(queued);
    expect(await runsTakenBack('g/resume')).toEqual([queued]);
  });

  it('is listed once an action, the newest first, and counted beyond the five newest', async () => {
    const runs: string[] = [];
    for (const action of ['m1', ...MANY]) runs.push(await ran(action));
    const told = await takenBack('many/resume');
    expect(told).toMatchObject({ more: 3 });
    expect(told?.emergencies.map(({ run }) => run)).toEqual(runs.toReversed().slice(0, 5));
    await ran('h/pause');
    const newest = await ran('h/pause');
    expect(await takenBack('h/resume')).toMatchObject({ emergencies: [{ run: newest }], more: 1 });
  });

  it('5.28 is hidden by no run whose row somebody altered', async () => {
    const run = await ran('i/pause');
    const other = await ran('j/resume');
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`update run set action = 'demo:i/resume' where id = ${other}`),
    );
    expect(await runsTakenBack('i/resume')).toEqual([run]);
    const resumed = await ran('i/resume');
    expect(await takenBack('i/resume')).toBeUndefined();
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`update run set requester = 'ben' where id = ${resumed}`),
    );
    expect(await runsTakenBack('i/resume')).toEqual([run]);
  });

  it.each(HIDING.map((hiding, index) => [...hiding, ['p', 'q', 'r', 's'][index] ?? ''] as const))(
    '5.28 may still stand where somebody has %s, and its card says that its record was altered',
    async (_what, attack, name) => {
      const run = await ran(`${name}/pause`, { title: 'Pause trading' });
      await hide(rig, attack, run);
      expect(await takenBack(`${name}/resume`)).toMatchObject({
        emergencies: [{ run, title: 'Pause trading', by: 'Ana Ruiz', state: 'altered' }],
      });
      await ran(`${name}/resume`);
      expect(await takenBack(`${name}/resume`)).toBeUndefined();
    },
  );

  it('5.28 does not say how far it came by rows that somebody altered', async () => {
    const run = await ran('t/pause', { steps: [wait] });
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`update run set started_at = started_at - interval '1 day' where id = ${run}`),
    );
    expect(await takenBack('t/resume')).toMatchObject({ emergencies: [{ run, state: 'altered' }] });
  });

  it('stands for the thing that it stopped, whatever is done to another one', async () => {
    const of = (job: string) => ({ params: { job } });
    const onCard = async (job: string) => {
      const asked = { action: 'demo:job/resume', params: { job }, requester: 'ana', place: null };
      const { takesBack } = await rig.service.preview(asked);
      return takesBack?.emergencies.map(({ run }) => run) ?? [];
    };
    const pauses = { a: await ran('job/pause', of('a')), b: await ran('job/pause', of('b')) };
    expect([await onCard('a'), await onCard('b'), await onCard('c')]).toEqual([[pauses.a], [pauses.b], []]);
    expect(await takenBack('job/resume')).toMatchObject({
      emergencies: [{ run: pauses.b, same: ['job'] }],
      more: 1,
    });
    await ran('job/resume', { ...of('a'), undoesSame: { 'demo:job/pause': ['job'] } });
    expect([await onCard('a'), await onCard('b')]).toEqual([[], [pauses.b]]);
    expect(await runsTakenBack('job/resume')).toEqual([pauses.b]);
    await ran('job/resume', { ...of('b'), undoesSame: { 'demo:job/pause': ['job'] } });
    expect(await takenBack('job/resume')).toBeUndefined();
  });

  it('is looked for by no statement where the action takes none back', async () => {
    const found = registry.action('demo:a/pause');
    if (found === undefined) throw new Error('no action');
    const nobody = { environment: 'test', nameOf: String };
    expect(await standingNow({} as never, nobody, found.runbook, found.action)).toBeUndefined();
    const reader = {} as never;
    expect(await refuseOtherStanding(reader, { ...nobody, registry }, planWith([]))).toBeUndefined();
  });
});

describe('what is asked for while an emergency stands', () => {
  const asked = { action: 'demo:k/resume', params: {}, requester: 'ana', place: null };

  it('says so in what is approved, and nothing where none stands', async () => {
    expect(await rig.service.preview(asked)).not.toHaveProperty('takesBack');
    const run = await ran('k/pause');
    const proposed = await rig.service.propose(asked);
    if (proposed.kind !== 'pending') throw new Error(proposed.kind);
    const view = await rig.db.read((reader) => rig.approvals.get(reader, proposed.requestId));
    expect(view?.document).toMatchObject({ plan: { takesBack: { emergencies: [{ run }] } } });
    expect(await rig.service.preview({ ...asked, mode: 'execute' })).toMatchObject({
      takesBack: { emergencies: [{ run }] },
    });
  });

  it('is not asked for as it was shown, where another one has begun since', async () => {
    const wanted = { ...asked, action: 'demo:l/resume' };
    const seen = planDigest(await rig.service.preview(wanted));
    await ran('l/pause');
    await expect(rig.service.propose({ ...wanted, seen })).rejects.toThrow(
      'what stands of the emergencies that it takes back is not the same',
    );
    const shown = planDigest(await rig.service.preview(wanted));
    expect(await rig.service.propose({ ...wanted, seen: shown })).toMatchObject({ kind: 'pending' });
  });

  it('is not asked for where one begins between its plan and its request: nobody would be told of it', async () => {
    const plan = await rig.service.preview({ ...asked, action: 'demo:n/resume' });
    const refusedNow = () =>
      rig.db.transact((tx) =>
        refuseOtherStanding(tx, { environment: 'test', nameOf: String, registry }, plan),
      );
    expect(await refusedNow()).toBeUndefined();
    await ran('n/pause');
    expect(await refusedNow()).toMatchObject({ code: 'run.standing-changed' });
  });
});
