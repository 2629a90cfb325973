import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import type { EffectPort } from '../../../../src/runbook/engine/effect-port.ts';
import { fenceOff, stopLeftBehind } from '../../../../src/runbook/engine/left-behind.ts';
import { eventually } from '../../../support/eventually.ts';
import { LEASE_MS, LONG_LEASE_MS, openExecution } from '../../../support/execution.ts';
import { planWith, shellStep } from '../../../support/planned.ts';

const folder = await mkdtemp(join(tmpdir(), 'keyturn-left-'));
const shell = createEffects([createShell()]) as EffectPort;
/** Lets a test stand between a step's start and its program. */
let beforeProgram = async (): Promise<void> => {};
const rig = await openExecution(async (integration, operation, input, io) => {
  if (operation === 'run') await beforeProgram();
  return shell(integration, operation, input, io);
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const ABORTED = { by: 'ben', choice: 'abort', reason: 'I looked' } as const;
const DONE = { by: 'ben', choice: 'done', reason: 'I looked' } as const;
let count = 0;

/** A run whose worker gives no sign of life any more while its program runs on. */
async function crashed(effect: 'unsafe' | 'idempotent' | 'probeable', owner = 'killed', spec: object = {}) {
  count += 1;
  const file = join(folder, `pid-${count}`);
  const lock = `left/${count}`;
  const script = `echo $$ >> ${file}; exec sleep 60`;
  const id = await rig.queue(
    planWith([shellStep('slow', ['/bin/sh', '-c', script], { effect, spec: spec as Json })], { lock }),
  );
  const killed = rig.pausable(owner);
  killed.work(id).catch(() => {});
  while (!existsSync(file) || (await readFile(file, 'utf8')) === '') await sleep(10);
  await killed.pause();
  rig.clock.advance(LONG_LEASE_MS);
  const pids = async () => (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  return { id, pids };
}

describe('a run whose worker is gone', () => {
  it.each(['abort', 'done'] as const)(
    'stops the program of an unsafe step before anybody decides, so that it is gone when the lock is free after %s',
    async (choice) => {
      const { id, pids } = await crashed('unsafe');
      await rig.engine.work(id);
      expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
      expect((await pids()).filter(isRunning)).toEqual([]);
      await rig.service.decideUnknown(id, 'slow', { by: 'ben', choice, reason: 'I looked' });
      await rig.engine.work(id);
      expect(await rig.view(id)).toMatchObject({ state: choice === 'done' ? 'succeeded' : 'failed' });
    },
  );

  it.each([
    ['unsafe', 'aborted', (id: string) => rig.service.decideUnknown(id, 'slow', ABORTED)],
    ['unsafe', 'taken for done', (id: string) => rig.service.decideUnknown(id, 'slow', DONE)],
    ['idempotent', 'cancelled', (id: string) => rig.service.cancel(id, 'ben', 'wrong one')],
  ] as const)('has no program beside the next run that takes its lock: %s, %s', async (effect, _how, end) => {
    const { id, pids } = await crashed(effect);
    // A cancel is asked for before anybody takes the run over, a decision after that.
    if (effect === 'idempotent') await end(id);
    await rig.engine.work(id);
    if (effect === 'unsafe') await end(id);
    await rig.engine.work(id);
    const [first] = await pids();
    const look = `kill -0 ${first} 2>/dev/null && exit 1 || exit 0`;
    const next = shellStep('next', ['/bin/sh', '-c', look]);
    expect(await rig.carryOut(planWith([next], { lock: `left/${count}` }))).toMatchObject({
      state: 'succeeded',
    });
  });

  it('leaves no program when its step was interrupted too often, and people are asked', async () => {
    const { id, pids } = await crashed('idempotent');
    for (let time = 2; time <= 6; time += 1) {
      const killed = rig.pausable(`killed-${time}`);
      killed.work(id).catch(() => {});
      await eventually(async () => expect(await pids()).toHaveLength(time));
      expect((await pids()).filter(isRunning)).toHaveLength(1);
      await killed.pause();
      rig.clock.advance(LONG_LEASE_MS);
    }
    await rig.engine.work(id);
    expect((await rig.view(id)).steps[0]?.reason).toContain('times while the step ran');
    expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
    expect((await pids()).filter(isRunning)).toEqual([]);
  });

  it('stops the probe that its worker had asked, as well', async () => {
    const file = join(folder, 'probe-pid');
    const probe = {
      argv: ['/bin/sh', '-c', `echo $$ > ${file}; exec sleep 60`],
      exits: { '0': 'done' },
      json: null,
    };
    const { id } = await crashed('probeable', 'killed', { probe });
    const killed = rig.pausable('killed-as-well');
    killed.work(id).catch(() => {});
    await eventually(async () => expect(await readFile(file, 'utf8')).toMatch(/\n/));
    const pid = Number(await readFile(file, 'utf8'));
    expect(await rig.view(id)).toMatchObject({ steps: [{ state: 'probing-interrupted' }] });
    await killed.pause();
    rig.clock.advance(LONG_LEASE_MS);
    await rig.service.cancel(id, 'ben', 'wrong one');
    expect(isRunning(pid)).toBe(true);
    await rig.engine.work(id);
    expect(isRunning(pid)).toBe(false);
    expect(await rig.view(id)).toMatchObject({ state: 'cancelled' });
  });

  it('stops the program of an idempotent step when it was cancelled meanwhile', async () => {
    const { id, pids } = await crashed('idempotent');
    await rig.service.cancel(id, 'ben', 'wrong one');
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'cancelled' });
    expect((await pids()).filter(isRunning)).toEqual([]);
  });

  it('says on the step when its program may run on a host that nobody can reach from here', async () => {
    const { id, pids } = await crashed('idempotent', 'elsewhere#killed');
    await rig.worker('here#other').work(id);
    const view = await rig.view(id);
    expect(view).toMatchObject({ state: 'unknown' });
    expect(view.steps[0]?.reason).toContain('may still run on elsewhere');
    for (const pid of await pids()) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });
});

describe('a program on a host that nobody can reach from here', () => {
  const fencing = (workerId: string) => ({ workerId, leaseMs: LEASE_MS });
  const forget = async (pids: () => Promise<readonly number[]>) => {
    for (const pid of await pids()) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  };

  it.each([
    ['one process of this host', ['here#first']],
    ['several of this host, one after the other,', ['here#first', 'here#second', 'here#third']],
    ['one of a third host', ['third#first']],
  ])(
    'is not forgotten when %s took its run over and was gone before it could tell',
    async (_who, workers) => {
      const { id, pids } = await crashed('idempotent', 'elsewhere#killed');
      for (const worker of workers) {
        const fenced = await rig.db.transact((tx) => fenceOff(tx, fencing(worker), id));
        expect(fenced?.lease.owner).toBe(worker);
        rig.clock.advance(LEASE_MS + 1);
      }
      await rig.worker('here#last').work(id);
      const view = await rig.view(id);
      expect(view).toMatchObject({ state: 'unknown', steps: [{ attempt: 1, worker: 'elsewhere#killed' }] });
      expect(view.steps[0]?.reason).toContain('may still run on elsewhere');
      expect(await pids()).toHaveLength(1);
      await forget(pids);
    },
  );

  it('is stopped from its own host, whoever took the run over meanwhile', async () => {
    const { id, pids } = await crashed('unsafe', 'here#killed');
    await rig.db.transact((tx) => fenceOff(tx, fencing('elsewhere#first'), id));
    rig.clock.advance(LEASE_MS + 1);
    await rig.worker('here#last').work(id);
    expect((await rig.view(id)).steps[0]?.reason).toBe(
      'Keyturn was stopped, or gave no sign of life, while the step ran',
    );
    expect((await pids()).filter(isRunning)).toEqual([]);
  });

  it('counts as there when an older version began it without writing down where', async () => {
    const { id, pids } = await crashed('idempotent', 'elsewhere#killed');
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`update step_run set worker = null where run_id = ${id}`),
    );
    const kinds = new Map([['shell', { reap: async () => 0 }]]);
    const deps = { ...fencing('here#last'), db: rig.db, kinds, log: pino({ level: 'silent' }) };
    const left = await stopLeftBehind(deps as never, id, { aside: (work) => work() });
    expect(left?.stillRunning.get(0)?.told).toContain('may still run on another host');
    await forget(pids);
  });
});

describe('a worker that slept past its lease', () => {
  it('starts no program any more, also when no timer of its own had a chance to run', async () => {
    const file = join(folder, 'late');
    await writeFile(file, '');
    const leaseMs = 300;
    beforeProgram = async () => {
      const until = performance.now() + leaseMs;
      while (performance.now() < until); // The whole process stands still, timers included.
    };
    const plan = planWith([
      shellStep('late', ['/bin/sh', '-c', `echo ran >> ${file}`], { effect: 'unsafe' }),
    ]);
    const id = await rig.queue(plan);
    await rig.worker('sleeper', { leaseMs }).work(id);
    beforeProgram = async () => {};
    await sleep(100);
    expect(await readFile(file, 'utf8')).toBe('');
  });
});

describe('a program that could not be stopped', () => {
  let left = 1;
  let runs = 0;
  let fails = false;
  const stubborn: EffectPort = async (_integration, operation, _input, io) => {
    if (operation === 'reap') return { killed: 0, left };
    io.begin();
    runs += 1;
    if (fails) return { exit: 1, signal: null, stdout: '', stderr: '', dropped: 0, ms: 1 };
    return new Promise((_resolve, reject) => {
      io.signal.addEventListener('abort', () => reject(io.signal.reason as Error));
    });
  };

  it.each(['pure', 'idempotent', 'probeable', 'unsafe'] as const)(
    'of a %s step that ran out of time has people look, and nothing runs or is probed beside it',
    async (effect) => {
      const own = await openExecution(stubborn);
      [left, runs, fails] = [1, 0, false];
      const step = shellStep('slow', ['sleep', '60'], { effect, timeoutMs: 50, attempts: 3, backoffMs: 1 });
      const view = await own.carryOut(planWith([step]));
      expect(view).toMatchObject({ state: 'unknown', steps: [{ attempt: 1 }] });
      expect(view.steps[0]?.reason).toContain('could not be stopped');
      const again = () =>
        own.service.decideUnknown(view.id, 'slow', { by: 'ana', choice: 'retry', reason: 'try' });
      await expect(again()).rejects.toMatchObject({ code: 'run.still-running' });
      // Also when somebody was wrong about it.
      await own.service.sayGone(view.id, 'slow', { by: 'ana', reason: 'it must be' });
      await again();
      await own.engine.work(view.id);
      expect(await own.view(view.id)).toMatchObject({ state: 'unknown', steps: [{ stillRunning: {} }] });
      expect((await own.view(view.id)).steps[0]?.reason).toContain('could not be stopped');
      expect(runs).toBe(1);
      await own.close();
    },
  );

  it('is looked for before every further attempt, also after one that failed by itself', async () => {
    const own = await openExecution(stubborn);
    [left, runs, fails] = [1, 0, true];
    const step = shellStep('fails', ['false'], { effect: 'pure', attempts: 2, backoffMs: 1 });
    const id = await own.queue(planWith([step]));
    await own.engine.work(id);
    own.clock.advance(1_000);
    await own.engine.work(id);
    expect((await own.view(id)).steps[0]).toMatchObject({ state: 'unknown', attempt: 2 });
    expect((await own.view(id)).steps[0]?.reason).toContain('could not be stopped');
    expect(runs).toBe(1);
    await own.close();
  });
});
