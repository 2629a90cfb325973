import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { inWords } from '../../../../src/audit/words.ts';
import type { Json } from '../../../../src/canonical.ts';
import { newId } from '../../../../src/ids.ts';
import type { Plan, PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { rowsOf } from '../../../../src/store/rows.ts';
import { LONG_LEASE_MS, openExecution } from '../../../support/execution.ts';
import {
  fires as firesIn,
  HIDING,
  hide,
  pausing,
  resuming,
  waitingStep,
} from '../../../support/giving-way.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const fires = (kind: string, id: string) => firesIn(rig, kind, id);

/** What the last entry of a chain says. */
async function lastOf(chain: string): Promise<Json> {
  const rows = await rig.db.read((reader) =>
    rowsOf<{ readonly body: string }>(
      reader,
      sql`select body from audit_entry where chain = ${chain} order by seq desc limit 1`,
    ),
  );
  return (JSON.parse(rows[0]?.body ?? 'null') as { readonly data: Json }).data;
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
    expect(view).toMatchObject({
      cancel: null,
      overtaken: { why: expect.stringContaining('"Pause" was begun by') },
    });
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
    await fires('run.may-be-overtaken', run);
    await Promise.all([working, rig.engine.work(run)]);
    const view = await rig.view(run);
    expect(view).toMatchObject({ state: 'cancelled', steps: [{ state: 'cancelled', outcome: 'unknown' }] });
  });

  it('stops while it waits for time or for people', async () => {
    const steps = [waitingStep(), fakeStep('g-arm')];
    const { run } = await rig.approved(resuming('g', { steps }));
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'waiting' });
    const pause = await rig.carryOut(pausing('g'));
    await fires('run.overtakes', pause.id);
    await fires('run.may-be-overtaken', run);
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
    expect(view.steps[2]).toMatchObject({
      state: 'cancelled',
      reason: expect.stringContaining('would undo'),
    });
    expect(view.note).toMatch(
      /^Not done of what should have followed: "j-restart" \(left out\)\. "Pause" was begun by \S+ at .* if this is still right\.$/,
    );
  });

  it('leaves to people what is in doubt before anything else', async () => {
    rig.fakes.set('h-resume', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const { run } = await rig.approved(resuming('h'));
    await rig.engine.work(run);
    const pause = await rig.carryOut(pausing('h'));
    await fires('run.overtakes', pause.id);
    await fires('run.may-be-overtaken', run);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'unknown', cancel: null });
  });

  it('5.28 does not give way because somebody wrote so into its row', async () => {
    const steps = [waitingStep(), fakeStep('x-arm')];
    const { run } = await rig.approved(resuming('x', { steps }));
    await rig.engine.work(run);
    const mark = JSON.stringify({ run: 'run-1', why: 'somebody said so' });
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`update run set overtaken = ${mark}::text::jsonb, due_at = now() where id = ${run}`),
    );
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({
      state: 'failed',
      note: expect.stringContaining('was stopped'),
    });
  });

  it.each(
    HIDING.flatMap(([what, attack]) => [
      [what, attack, 'has ended', fakeStep('paused')] as const,
      [what, attack, 'is under way', waitingStep()] as const,
    ]),
  )('5.28 gives way also where somebody has %s', async (_what, attack, _how, step) => {
    const name = newId('i');
    const resumed = rig.counting(`${name}-resume`);
    const request = await rig.request(resuming(name));
    const pause = await rig.carryOut(pausing(name, { steps: [step] }));
    await hide(rig, attack, pause.id);
    await rig.approve(request);
    const run = (await rig.service.ofRequest(request)) ?? '';
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'refused' });
    expect(resumed()).toBe(0);
  });
});

/** Another process, whose lease runs out while it is at a step. */
async function diesIn(run: string, step: string): Promise<void> {
  const begun = Promise.withResolvers<void>();
  rig.fakes.set(step, {
    execute() {
      begun.resolve();
      return new Promise(() => {});
    },
  });
  const dead = rig.pausable(`dead-${step}`);
  dead.work(run).catch(() => {});
  await begun.promise;
  await dead.pause();
  rig.clock.advance(LONG_LEASE_MS);
}

describe('what an emergency finds between two attempts', () => {
  /** The resume, and what its way down finds of it. */
  function halfway(name: string, step: Partial<PlannedStep>) {
    const found: unknown[] = [];
    rig.fakes.set(`${name}-look`, {
      async execute({ resultOf }) {
        found.push(resultOf(`${name}-resume`));
        return { status: 'succeeded', result: null };
      },
    });
    const steps = [fakeStep(`${name}-resume`, step), fakeStep(`${name}-look`, { phase: 'on-failure' })];
    return { found, plan: resuming(name, { steps }) };
  }

  async function givesWay(name: string, run: string): Promise<void> {
    const pause = await rig.carryOut(pausing(name));
    await fires('run.overtakes', pause.id);
    await rig.engine.work(run);
  }

  async function staysInDoubt(run: string, request: string, found: readonly unknown[]): Promise<void> {
    expect(await rig.view(run)).toMatchObject({
      state: 'cancelled',
      steps: [{ state: 'cancelled', outcome: 'unknown' }, {}],
    });
    expect(found).toEqual([
      expect.objectContaining({ state: 'unknown', reason: expect.stringContaining('nobody knows') }),
    ]);
    const told = await requestOf(request);
    expect(told?.state).toBe('unknown');
    expect(told?.status).toMatch(
      /^Started, and gave way: "Pause" was begun by \S+ at .*, after this was asked for; ask again if this is still right; nobody/,
    );
    expect(await lastOf(`run/${run}`)).toMatchObject({ certainty: 'in-doubt', gaveWay: true });
  }

  it('5.21 is in doubt where people had it run again', async () => {
    const { found, plan } = halfway('k', { effect: 'unsafe' });
    rig.fakes.set('k-resume', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const { run, request } = await rig.approved(plan);
    await rig.engine.work(run);
    const pause = await rig.carryOut(pausing('k'));
    await fires('run.overtakes', pause.id);
    const again = { by: 'ben', choice: 'retry', reason: 'it is not there' } as const;
    await rig.service.decideUnknown(run, 'k-resume', again);
    await rig.engine.work(run);
    await staysInDoubt(run, request, found);
  });

  it('5.21 is in doubt where a crash had cut it off, although it may be repeated', async () => {
    const { found, plan } = halfway('l', { effect: 'idempotent' });
    const { run, request } = await rig.approved(plan);
    await diesIn(run, 'l-resume');
    const resumed = rig.counting('l-resume');
    await givesWay('l', run);
    expect(resumed()).toBe(0);
    await staysInDoubt(run, request, found);
  });

  it('5.21 is in doubt where it waited for another attempt after one of which nobody knows', async () => {
    const { found, plan } = halfway('m', { effect: 'idempotent', attempts: 3, backoffMs: 60_000 });
    rig.fakes.set('m-resume', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const { run, request } = await rig.approved(plan);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'waiting' });
    await givesWay('m', run);
    await staysInDoubt(run, request, found);
  });

  it('5.21 is in no doubt where the attempt before had failed', async () => {
    const { found, plan } = halfway('n', { effect: 'idempotent', attempts: 3, backoffMs: 60_000 });
    rig.fakes.set('n-resume', {
      execute: async () => ({ status: 'failed', reason: 'refused', next: 'Ask.' }),
    });
    const { run, request } = await rig.approved(plan);
    await rig.engine.work(run);
    await givesWay('n', run);
    const [step] = (await rig.view(run)).steps;
    expect(step).toMatchObject({
      state: 'cancelled',
      outcome: null,
      reason: expect.stringContaining('refused'),
    });
    expect(found).toEqual([expect.objectContaining({ state: 'cancelled' })]);
    expect(await requestOf(request)).toMatchObject({ state: 'failed' });
    const entry = await lastOf(`request/${request}`);
    expect(inWords('request.failed', entry)).toBe('Started, and gave way before its end');
  });

  it('5.21 is in no doubt where its probe says that it did not happen', async () => {
    const { plan } = halfway('o', { effect: 'probeable' });
    const { run } = await rig.approved(plan);
    await diesIn(run, 'o-resume');
    rig.fakes.set('o-resume', {
      probe: async () => ({ status: 'failed', reason: 'it is not there', next: 'Look.' }),
    });
    await givesWay('o', run);
    const [step] = (await rig.view(run)).steps;
    expect(step).toMatchObject({ state: 'cancelled', outcome: null });
  });

  it('5.21 is in doubt as well where a person cancels the run', async () => {
    const plan = planWith([fakeStep('p-set', { effect: 'idempotent' })]);
    const run = await rig.queue(plan);
    await diesIn(run, 'p-set');
    await rig.service.cancel(run, 'ben', 'the wrong one');
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({
      state: 'cancelled',
      steps: [{ state: 'cancelled', outcome: 'unknown' }],
    });
  });
});

describe('what takes an emergency back on the way down', () => {
  /** A change that fails, and whose way down starts something that the emergency stops. */
  function failing(name: string, step: Partial<PlannedStep> = {}): Plan {
    rig.fakes.set(`${name}-set`, {
      execute: async () => ({ status: 'failed', reason: 'it is broken', next: 'Mend it.' }),
    });
    const steps = [
      fakeStep(`${name}-set`),
      fakeStep(`${name}-start`, {
        ...{ phase: 'on-failure', when: { overtaken: false }, effect: 'idempotent' },
        ...step,
      }),
      fakeStep(`${name}-tell`, { phase: 'on-failure' }),
    ];
    return resuming(name, { steps });
  }

  it('5.5 is not tried again once the emergency has begun', async () => {
    const plan = failing('q', { attempts: 5, backoffMs: 60_000 });
    let times = 0;
    rig.fakes.set('q-start', {
      async execute() {
        times += 1;
        return { status: 'failed', reason: 'not yet', next: 'Wait.' };
      },
    });
    const { run } = await rig.approved(plan);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'waiting' });
    const pause = await rig.carryOut(pausing('q'));
    await fires('run.overtakes', pause.id);
    await fires('run.may-be-overtaken', run);
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view.state).toBe('failed');
    expect(view.steps.map(({ state }) => state)).toEqual(['failed', 'cancelled', 'succeeded']);
    expect(times).toBe(1);
    expect(view.note).toContain('"q-start" (stopped)');
  });

  it('5.5 is not begun again after a crash, and stays in doubt', async () => {
    const { run } = await rig.approved(failing('r'));
    await diesIn(run, 'r-start');
    const started = rig.counting('r-start');
    await rig.carryOut(pausing('r'));
    await rig.engine.work(run);
    expect(started()).toBe(0);
    expect((await rig.view(run)).steps[1]).toMatchObject({ state: 'cancelled', outcome: 'unknown' });
  });

  it('5.5 is stopped in its middle, and what else follows goes on', async () => {
    const begun = Promise.withResolvers<void>();
    const told = rig.counting('s-tell');
    rig.fakes.set('s-start', {
      execute: ({ signal }) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    const { run } = await rig.approved(failing('s'));
    const working = rig.engine.work(run);
    await begun.promise;
    const pause = await rig.carryOut(pausing('s'));
    await fires('run.overtakes', pause.id);
    await fires('run.may-be-overtaken', run);
    await Promise.all([working, rig.engine.work(run)]);
    expect((await rig.view(run)).steps[1]).toMatchObject({ state: 'cancelled', outcome: 'unknown' });
    expect(told()).toBe(1);
  });

  it('5.21 leaves who cancelled the run before, and why, as it was', async () => {
    const restarted = rig.counting('t-restart');
    const begun = Promise.withResolvers<void>();
    rig.fakes.set('t-set', {
      execute: ({ signal }) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    rig.fakes.set('t-restore', {
      async execute() {
        await rig.carryOut(pausing('t'));
        return { status: 'succeeded', result: null };
      },
    });
    const steps = [
      fakeStep('t-set'),
      fakeStep('t-restore', { phase: 'on-failure' }),
      fakeStep('t-restart', { phase: 'on-failure', when: { overtaken: false } }),
    ];
    const { run, request } = await rig.approved(resuming('t', { steps }));
    const working = rig.engine.work(run);
    await begun.promise;
    await rig.service.cancel(run, 'ben', 'the wrong market');
    await Promise.all([working, rig.engine.work(run)]);
    const view = await rig.view(run);
    expect(view).toMatchObject({ state: 'cancelled', cancel: { by: 'ben', reason: 'the wrong market' } });
    expect(view.note).toContain('"t-restart" (left out). "Pause" was begun by');
    expect((await requestOf(request))?.status).toBe('Started, and cancelled by Ben.');
    expect(restarted()).toBe(0);
  });
});

describe('a queued run that waits for its lock', () => {
  it('5.21 is refused with the emergency where that has ended its approval', async () => {
    const lock = { lock: 'test/overtaken' };
    const wait = [waitingStep()];
    await rig.carryOut(planWith(wait, { action: 'test:holder', ...lock }));
    const { run } = await rig.approved(resuming('u', lock));
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'queued' });
    const pause = await rig.carryOut(pausing('u'));
    await fires('run.overtakes', pause.id);
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view).toMatchObject({ state: 'refused', offers: [{ action: 'test:u/resume', title: 'Resume' }] });
    expect(view.note).toMatch(
      /"Pause" was begun by .*, and this would undo it\. .* if this is still right\.$/,
    );
  });

  it('5.21 is refused with the reason for which its approval ended otherwise', async () => {
    const { request, run } = await rig.approved(resuming('v', { lock: 'test/overtaken' }));
    await rig.engine.work(run);
    await rig.db.transact((tx) => rig.approvals.invalidate(tx, request, 'Its runbook has changed'));
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view.state).toBe('refused');
    expect(view.note).toContain(
      'Its approval ended while it waited for another run. No longer valid: Its runbook',
    );
  });
});

describe('an emergency of another thing', () => {
  const same = { undoesSame: { 'test:w/pause': ['job'] } };
  it.each([
    ['is none to give way to', { job: 'a' }, 'succeeded'],
    ['is one where both are of the same', { job: 'b' }, 'refused'],
    ['is one where nobody knows of which it is', {}, 'refused'],
  ] as const)('%s', async (_what, params, state) => {
    rig.counting('w-resume');
    const request = await rig.request(resuming('w', { ...same, params: { job: 'b' } }));
    await rig.carryOut({ ...pausing('w'), params });
    await rig.approve(request);
    const run = (await rig.service.ofRequest(request)) ?? '';
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state });
  });
});
