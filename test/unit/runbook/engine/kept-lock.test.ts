import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { resolvePolicy, writtenPolicy } from '../../../../src/approval/policy.ts';
import type { Json } from '../../../../src/canonical.ts';
import type { EffectPort } from '../../../../src/runbook/engine/effect-port.ts';
import type { Plan, PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { eventually } from '../../../support/eventually.ts';
import { LONG_LEASE_MS, openExecution } from '../../../support/execution.ts';
import { ONE_SRE, planWith, shellStep } from '../../../support/planned.ts';

/** Programs that run, by run and step; what looks for them cannot end them. */
const alive = new Set<string>();
/** Whether the program hangs until it is told to stop, and on after that. */
let hangs = true;
/** Told when a program was started, and how many ran by then. */
const starts: number[] = [];

const host: EffectPort = async (_integration, operation, input, io) => {
  const { step } = input as { readonly step: string };
  if (operation === 'reap') return { killed: 0, left: alive.has(step) ? 1 : 0 };
  io.begin();
  starts.push(alive.size);
  if (!hangs) return { exit: 0, signal: null, stdout: '', stderr: '', dropped: 0, ms: 1 };
  alive.add(step);
  return new Promise((_resolve, reject) => {
    io.signal.addEventListener('abort', () => reject(io.signal.reason as Error));
  });
};

const rig = await openExecution(host);
afterAll(() => rig.close());

let count = 0;
let lock = '';
beforeEach(() => {
  count += 1;
  lock = `kept/${count}`;
  alive.clear();
  starts.length = 0;
  hangs = true;
  for (const one of ['ana', 'ben', 'cem', 'dan']) rig.people.put(one, 'sre');
});

const slow = (change: Partial<PlannedStep> = {}): PlannedStep =>
  shellStep('slow', ['sleep', '60'], { timeoutMs: 20, ...change });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code ?? String(error),
  );
const decide = (id: string, choice: 'retry' | 'done' | 'abort', by = 'ben') =>
  codeOf(rig.service.decideUnknown(id, 'slow', { by, choice, reason: 'I looked' }));
const gone = (id: string, by = 'ben', typed: object = {}) =>
  codeOf(rig.service.sayGone(id, 'slow', { by, reason: 'killed it as root', ...typed }));

/** A run whose program ran out of time and goes on. */
async function stuck(change: Partial<Plan> = {}, step: Partial<PlannedStep> = {}): Promise<string> {
  const plan = planWith([slow(step)], { lock, ...change });
  const run = plan.policy === null ? await rig.queue(plan) : (await rig.approved(plan)).run;
  await rig.engine.work(run);
  expect(await rig.view(run)).toMatchObject({ state: 'unknown', steps: [{ stillRunning: {} }] });
  return run;
}

/** A run whose worker died in the middle of its step, while its program runs on. */
async function orphaned(effect: PlannedStep['effect'], owner: string): Promise<string> {
  const run = await rig.queue(planWith([slow({ effect, timeoutMs: 60_000 })], { lock }));
  const dead = rig.pausable(owner);
  dead.work(run).catch(() => {});
  await eventually(() => expect(alive.size).toBe(1));
  await dead.pause();
  rig.clock.advance(LONG_LEASE_MS);
  return run;
}

/** Another run that wants the lock. */
async function waiting(): Promise<string> {
  hangs = false;
  const next = await rig.queue(planWith([shellStep('next', ['true'])], { lock }));
  await rig.engine.work(next);
  return next;
}

const exec = (statement: string) => rig.db.transact((tx) => tx.orm.execute(sql.raw(statement)));

/** How a run ends while its program runs on. */
const ENDS: readonly [string, () => Promise<string>][] = [
  [
    'its unknown step is aborted',
    async () => {
      const run = await stuck();
      await decide(run, 'abort');
      await rig.engine.work(run);
      return run;
    },
  ],
  [
    'it is cancelled while the program runs',
    async () => {
      const run = await rig.queue(planWith([slow({ effect: 'idempotent', timeoutMs: 60_000 })], { lock }));
      const working = rig.engine.work(run);
      await eventually(() => expect(alive.size).toBe(1));
      await rig.service.cancel(run, 'ben', 'enough');
      await Promise.all([rig.engine.work(run), working]);
      return run;
    },
  ],
  [
    'its worker died on another host, and it is aborted',
    async () => {
      const run = await orphaned('idempotent', 'elsewhere#dead');
      await rig.engine.work(run);
      await decide(run, 'abort');
      await rig.engine.work(run);
      return run;
    },
  ],
  [
    'its worker died here, it was cancelled meanwhile, and the program cannot be ended',
    async () => {
      const run = await orphaned('unsafe', 'dead');
      await rig.service.cancel(run, 'ben', 'enough');
      await rig.engine.work(run);
      return run;
    },
  ],
  [
    'a step on its way down went the same way',
    async () => {
      const after = { ...slow(), phase: 'always' as const };
      hangs = true;
      const run = await rig.queue(
        planWith([shellStep('first', ['true'], { timeoutMs: 20 }), after], { lock }),
      );
      await rig.engine.work(run);
      await codeOf(rig.service.sayGone(run, 'first', { by: 'ben', reason: 'gone' }));
      await codeOf(rig.service.decideUnknown(run, 'first', { by: 'ben', choice: 'abort', reason: 'x' }));
      alive.clear();
      await rig.engine.work(run);
      expect(await rig.view(run)).toMatchObject({ state: 'unknown' });
      await rig.service.decideUnknown(run, after.id, { by: 'ben', choice: 'abort', reason: 'enough' });
      await rig.engine.work(run);
      return run;
    },
  ],
  [
    'its rows were altered in the database',
    async () => {
      const run = await stuck();
      await exec(`update step_run set attempt = 7 where run_id = '${run}'`);
      await exec(`update run set due_at = '2000-01-01' where id = '${run}'`);
      await rig.engine.work(run);
      return run;
    },
  ],
];

describe('a lock is not free while a program that could not be stopped may still run', () => {
  it.each(ENDS)('when %s', async (_how, end) => {
    const run = await end();
    expect((await rig.view(run)).finishedAt).not.toBeNull();
    expect(alive.size).toBe(1);
    const next = await waiting();
    const view = await rig.view(next);
    expect(view).toMatchObject({ state: 'queued' });
    expect(view.note).toContain('Waits for "Go", which has ended, but a program of it may still run');
    expect(view.note).toContain(`/ops audit show of:${run}`);
    expect(starts.filter((running) => running > 0)).toEqual([]);
  });

  it('and it is free at once where everything of the run was stopped', async () => {
    const run = await orphaned('unsafe', 'dead');
    alive.clear();
    await rig.engine.work(run);
    await decide(run, 'abort');
    await rig.engine.work(run);
    expect(await rig.view(await waiting())).toMatchObject({ state: 'succeeded' });
  });

  it.each(['retry', 'done'] as const)('and nobody goes on beside the program: %s', async (choice) => {
    const run = await stuck();
    expect(await decide(run, choice)).toBe('run.still-running');
    expect(await gone(run)).toBe('taken');
    alive.clear();
    hangs = false;
    expect(await decide(run, choice)).toBe('taken');
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'succeeded' });
  });

  it('and a program that Keyturn itself failed beside is looked for, too', async () => {
    hangs = true;
    const own = await openExecution(async (integration, operation, input, io) => {
      if (operation === 'reap') return host(integration, operation, input, io);
      io.begin();
      alive.add((input as { readonly step: string }).step);
      throw new Error('the pipe broke');
    });
    const view = await own.carryOut(planWith([slow({ effect: 'idempotent', attempts: 3 })], { lock }));
    expect(view).toMatchObject({ state: 'unknown', steps: [{ attempt: 1 }] });
    expect(view.steps[0]?.reason).toBe(
      'the pipe broke, and one of its programs could not be stopped and may still run',
    );
    await own.close();
  });
});

describe('a lock that is kept beyond the end of its run is free', () => {
  const aborted = async (change: Partial<Plan> = {}) => {
    const run = await stuck(change);
    await decide(run, 'abort');
    await rig.engine.work(run);
    return run;
  };

  it('when a person says that the program is gone, which is logged, and whoever waits begins', async () => {
    const run = await aborted();
    const next = await waiting();
    rig.jobs.woken.length = 0;
    expect(await gone(run)).toBe('taken');
    expect(rig.jobs.woken).toContainEqual(expect.objectContaining({ topic: 'run', id: next }));
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'succeeded' });
    const view = await rig.view(run);
    expect(view).toMatchObject({ state: 'failed', steps: [{ stillRunning: null }] });
    expect(view.steps[0]?.reason).toContain('Ben says that it does not run any more: “killed it as root”');
    expect((await rig.kindsOf(`run/${run}`)).at(-1)).toBe('run.declared-gone');
    expect(await gone(run)).toBe('run.not-still-running');
    await rig.engine.sweep();
    expect(await rig.view(run)).toMatchObject({ state: 'failed' });
  });

  it('by as many as its approval took, never by the requester, whatever time has passed', async () => {
    const run = await aborted({ policy: ONE_SRE });
    const next = await waiting();
    rig.clock.advance(365 * 86_400_000);
    expect(await gone(run, 'ana')).toBe('run.own-request');
    expect(await gone(run, 'ivan')).toBe('run.role-missing');
    expect(await gone(run, 'nobody')).toBe('run.not-a-person');
    expect(await codeOf(rig.service.sayGone(run, 'slow', { by: 'ben', reason: '  ' }))).toBe(
      'run.reason-missing',
    );
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'queued' });
    expect(await gone(run, 'ben')).toBe('taken');
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'succeeded' });
  });

  it('by nobody whose role does not count yet by its own hold', async () => {
    const run = await aborted({ policy: ONE_SRE });
    const since = await rig.db.read((reader) => reader.now());
    rig.people.put('ben', { role: 'sre', since, holdMs: 60_000 });
    expect(await gone(run)).toBe('run.role-too-fresh');
    rig.clock.advance(60_000);
    expect(await gone(run)).toBe('taken');
  });

  it('by two where two approved, with what the policy has them type', async () => {
    const written = { groups: [{ of: ['sre'], quorum: 2 }], confirm: 'approvers', code: 'approvers' };
    const policy = {
      kind: 'approval',
      policy: resolvePolicy(writtenPolicy.parse(written)),
    } as unknown as Json;
    for (const one of ['ben', 'cem']) rig.people.codes.set(one, '111111');
    const request = await rig.request(planWith([slow()], { lock, policy }));
    for (const one of ['ben', 'cem']) await rig.approve(request, one);
    const run = (await rig.service.list({ limit: 1 }))[0]?.id ?? '';
    await rig.engine.work(run);
    await decide(run, 'abort');
    await rig.engine.work(run);
    const next = await waiting();
    const right = { confirmation: 'go', code: '111111' };
    expect(await gone(run, 'ben')).toBe('run.not-confirmed');
    expect(await gone(run, 'ben', { ...right, code: '222222' })).toBe('totp.wrong');
    expect(await gone(run, 'ben', right)).toBe('taken');
    expect(await gone(run, 'ben', right)).toBe('taken');
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'queued' });
    expect(await gone(run, 'cem', right)).toBe('taken');
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'succeeded' });
  });

  it('when this host is looked at again and the program is gone, and only there', async () => {
    const run = await aborted();
    const next = await waiting();
    const look = async (from: string) => {
      const engine = rig.worker(from);
      await engine.sweep();
      // Nobody waits for the looking, so that a sweep is not held up by it.
      await sleep(200);
      await engine.drain(1_000);
    };
    await look('here');
    expect((await rig.view(run)).steps[0]?.stillRunning).not.toBeNull();
    alive.clear();
    await look('elsewhere#1');
    expect((await rig.view(run)).steps[0]?.stillRunning).not.toBeNull();
    await look('here');
    expect((await rig.view(run)).steps[0]?.stillRunning).toBeNull();
    expect((await rig.kindsOf(`run/${run}`)).at(-1)).toBe('run.found-gone');
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'succeeded' });
  });

  it('never by a row that somebody altered in the database', async () => {
    const run = await aborted();
    const next = await waiting();
    await exec(`update step_run set still_running = null where run_id = '${run}'`);
    expect(await gone(run)).toBe('run.forged');
    await rig.engine.sweep();
    await rig.engine.work(next);
    expect(await rig.view(next)).toMatchObject({ state: 'queued' });
  });
});
