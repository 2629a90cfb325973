import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveBreakGlass } from '../../../../src/approval/review/policy.ts';
import type { Json } from '../../../../src/canonical.ts';
import type { EffectPort } from '../../../../src/runbook/engine/effect-port.ts';
import type { Plan, PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { askingOf } from '../../../../src/runbook/run/asking.ts';
import { nextAfter } from '../../../../src/runbook/run/next.ts';
import { queueApproved } from '../../../../src/runbook/run/service/propose.ts';
import { stateInWords } from '../../../../src/runbook/run/words.ts';
import type { RunView } from '../../../../src/runbook/service.ts';
import { type FakeStep, LONG_LEASE_MS, openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith, shellStep } from '../../../support/planned.ts';

/** A host whose programs hang, and are not ended by anything. */
const host: EffectPort = async (_integration, operation, _input, io) => {
  if (operation === 'reap') return { killed: 0, left: 1 };
  io.begin();
  return new Promise((_resolve, reject) => {
    io.signal.addEventListener('abort', () => reject(io.signal.reason as Error));
  });
};
const rig = await openExecution(host);
afterAll(() => rig.close());

const GLASS = resolveBreakGlass({
  of: ['sre'],
  limit: { count: 100, per: 86_400_000 },
  review: { of: ['sre'], quorum: 1, within: 1_800_000 },
  page: 'sre',
});
const emergency = (steps: readonly PlannedStep[], change: Partial<Plan> = {}): Plan =>
  planWith(steps, { policy: { kind: 'break-glass', policy: GLASS } as unknown as Json, ...change });

/** Breaks the glass. @returns the run that this queued */
async function broken(plan: Plan): Promise<string> {
  rig.clock.advance(1);
  return rig.db.transact(async (tx) => {
    const request = await rig.approvals.breakGlass(tx, {
      subject: { kind: 'plan', id: plan.action, title: plan.title },
      document: { plan: plan as unknown as Json },
      policy: GLASS,
      by: 'ana',
      reason: 'it leaks',
      confirmation: 'go',
      environment: plan.environment,
      place: null,
    });
    return queueApproved(tx, rig.jobs, request, await tx.now());
  });
}

async function carriedOut(plan: Plan): Promise<RunView> {
  const id = await broken(plan);
  await rig.engine.work(id);
  return rig.view(id);
}

const down = (name: string, change: Partial<PlannedStep> = {}) =>
  fakeStep(name, { phase: 'on-failure', ...change });
const statesIn = ({ steps }: { readonly steps: readonly { readonly state: string }[] }) =>
  steps.map(({ state }) => state);

const SILENT: FakeStep = {
  execute: async () => ({ status: 'uncertain', reason: 'the line is dead' }),
  probe: async () => undefined,
};
/** Hangs until it is told to stop, whether it is carried out or asked. */
const HANGS: FakeStep = { execute: untilStopped, probe: untilStopped };
function untilStopped({ signal }: { readonly signal: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });
}

/** What the way down finds of a step before it. */
function lookingAt(step: string): readonly Json[] {
  const found: Json[] = [];
  rig.fakes.set('look', {
    async execute({ resultOf }) {
      found.push(resultOf(step) ?? null);
      return { status: 'succeeded', result: null };
    },
  });
  return found;
}

describe('in an emergency a step of which nobody knows whether it took effect', () => {
  it.each(['probeable', 'unsafe'] as const)(
    'is waited for by nobody: it stays in doubt, and the way down begins at once (%s)',
    async (effect) => {
      rig.fakes.set('stop', SILENT);
      const found = lookingAt('stop');
      const view = await carriedOut(
        emergency([fakeStep('stop', { effect }), fakeStep('never'), down('look')]),
      );
      expect(view).toMatchObject({ state: 'failed', outcome: null, note: null });
      expect(statesIn(view)).toEqual(['cancelled', 'pending', 'succeeded']);
      expect(view.steps[0]).toMatchObject({ outcome: 'unknown', next: expect.stringContaining('Look at') });
      expect(found).toEqual([
        expect.objectContaining({ state: 'unknown', reason: expect.stringContaining('the line is dead') }),
      ]);
      expect(stateInWords(view)).toBe(
        'nobody knows whether all that it was to stop is stopped; the run failed',
      );
      expect(askingOf(view)).toBeUndefined();
      const kinds = await rig.kindsOf(`run/${view.id}`);
      expect(kinds).toContain('run.step.left-in-doubt');
      expect(kinds.at(-1)).toBe('run.failed');
    },
  );

  it('is waited for elsewhere, as before', async () => {
    rig.fakes.set('stop', SILENT);
    const view = await rig.carryOut(planWith([fakeStep('stop', { effect: 'unsafe' }), down('look')]));
    expect(view.state).toBe('unknown');
  });

  it('is left in doubt when it hangs, and its probe as well: no longer than the limits of the two', async () => {
    rig.fakes.set('stop', HANGS);
    rig.counting('look');
    const began = performance.now();
    const view = await carriedOut(
      emergency([fakeStep('stop', { effect: 'probeable', timeoutMs: 300 }), down('look')]),
    );
    expect(statesIn(view)).toEqual(['cancelled', 'succeeded']);
    expect(performance.now() - began).toBeGreaterThan(600);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('may have a program that nothing ends: that is named, and the way down begins beside it', async () => {
    rig.counting('look');
    const view = await carriedOut(
      emergency([shellStep('stop', ['stop.sh'], { timeoutMs: 20 }), down('look')]),
    );
    expect(statesIn(view)).toEqual(['cancelled', 'succeeded']);
    expect(view.steps[0]).toMatchObject({
      outcome: 'unknown',
      stillRunning: { told: expect.stringContaining('may still run') },
      next: expect.stringContaining('Stop what still runs'),
    });
  });

  it('holds up nothing on the way down: the next step follows, and the note says which is in doubt', async () => {
    rig.fakes.set('bad', { execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }) });
    rig.fakes.set('kill', SILENT);
    const told = rig.counting('tell');
    const view = await carriedOut(
      emergency([fakeStep('bad'), down('kill', { effect: 'unsafe' }), down('tell')]),
    );
    expect(view.state).toBe('failed');
    expect(told()).toBe(1);
    expect(view.note).toBe('Not done of what should have followed: "kill" (unknown whether it took effect).');
  });

  it('that was cancelled by somebody ends as cancelled', async () => {
    rig.fakes.set('stop', HANGS);
    const id = await broken(emergency([fakeStep('stop', { effect: 'unsafe' })]));
    const work = rig.engine.work(id);
    while ((await rig.view(id)).state !== 'running') await sleep(5);
    await rig.service.cancel(id, 'ana', 'the wrong button');
    rig.engine.work(id).catch(() => {});
    await work;
    expect((await rig.view(id)).state).toBe('cancelled');
  });

  it('is kept from its end by nobody who could not have begun it, and by nobody without a word', async () => {
    rig.fakes.set('stop', HANGS);
    rig.fakes.set('stop-again', HANGS);
    const id = await broken(emergency([fakeStep('stop', { effect: 'unsafe' }), down('stop-again')]));
    const work = rig.engine.work(id);
    while ((await rig.view(id)).state !== 'running') await sleep(5);
    await expect(rig.service.cancel(id, 'ivan')).rejects.toThrow(
      'needs the role sre, or to be the requester',
    );
    await expect(rig.service.requireMayCancel(id, 'ivan')).rejects.toThrow('needs the role sre');
    await rig.service.cancel(id, 'ben', 'the wrong button');
    rig.engine.work(id).catch(() => {});
    while ((await rig.view(id)).steps[1]?.state !== 'running') await sleep(5);
    await expect(rig.service.stopWayDown(id, 'ivan', 'why not')).rejects.toThrow('needs the role sre');
    await expect(rig.service.requireMayStopWayDown(id, 'ivan')).rejects.toThrow('needs the role sre');
    await expect(rig.service.stopWayDown(id, 'ben', ' ')).rejects.toThrow('it needs a reason');
    expect((await rig.view(id)).wayDownStopped).toBeNull();
    await rig.service.stopWayDown(id, 'ben', 'I stop it by hand');
    rig.engine.work(id).catch(() => {});
    await work;
    expect(await rig.view(id)).toMatchObject({ state: 'cancelled', wayDownStopped: { by: 'ben' } });
  });

  it.each(['probeable', 'unsafe'] as const)(
    'because its worker was killed is not run again, and the way down begins (%s)',
    async (effect) => {
      let times = 0;
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      rig.fakes.set('stop', {
        execute() {
          times += 1;
          resolve();
          return new Promise(() => {});
        },
        probe: async () => undefined,
      });
      const told = rig.counting('tell');
      const id = await broken(emergency([fakeStep('stop', { effect }), down('tell')]));
      const killed = rig.pausable(`killed-${effect}`);
      killed.work(id).catch(() => {});
      await begun;
      await killed.pause();
      rig.clock.advance(LONG_LEASE_MS);
      await rig.engine.work(id);
      const view = await rig.view(id);
      expect(statesIn(view)).toEqual(['cancelled', 'succeeded']);
      expect([view.state, times, told()]).toEqual(['failed', 1, 1]);
    },
  );

  it('keeps what its author offers after it failed on its card', async () => {
    rig.fakes.set('stop', SILENT);
    const next = [{ action: 'test:stop', title: 'Stop', after: { outcome: 'failed' } }];
    const steps = [fakeStep('stop', { effect: 'unsafe' })];
    expect(nextAfter(await carriedOut(emergency(steps, { next })))).toEqual([
      { action: 'test:stop', title: 'Stop' },
    ]);
  });
});

describe('people', () => {
  /** Whether somebody is called to the end of a run. */
  async function calls(plan: Plan): Promise<boolean> {
    const { id } = await carriedOut(plan);
    return rig.jobs.events.some(
      ({ kind, subject }) => kind === 'run.left-in-doubt' && subject === `run/${id}`,
    );
  }
  const notice = (roles: object) =>
    down('tell', {
      kind: 'notify',
      effect: 'idempotent',
      spec: { channel: null, text: ['It goes on'], severity: 'danger', ...roles },
    });

  it('are called at the end of an emergency that is in doubt, where no notice of it has called them', async () => {
    rig.fakes.set('stop', SILENT);
    const stop = fakeStep('stop', { effect: 'unsafe' });
    const late = fakeStep('stop', { id: 'late', effect: 'unsafe', phase: 'always' });
    expect(await calls(emergency([stop]))).toBe(true);
    expect(await calls(emergency([stop, notice({})]))).toBe(true);
    expect(await calls(emergency([stop, notice({ calls: ['sre'] })]))).toBe(false);
    expect(await calls(emergency([stop, notice({ calls: ['sre'] }), late]))).toBe(true);
  });

  it('are asked what an author has an emergency ask, as before', async () => {
    rig.fakes.set('ask', {
      execute: async () => ({
        status: 'asking',
        prompt: { text: 'Is it cut off?', choices: [], fields: [], of: ['sre'], notRequester: false },
      }),
    });
    const view = await carriedOut(emergency([fakeStep('ask')]));
    expect(view.state).toBe('asking');
  });
});

describe('in an emergency a step that was not ready when it was asked for', () => {
  const unready = { why: 'hold.sh is not there.', next: 'Put it back.' };

  it('fails at its turn and does nothing, and the way down follows', async () => {
    const [stopped, never, again] = ['stop', 'gone', 'again'].map((name) => rig.counting(name));
    const view = await carriedOut(
      emergency([fakeStep('stop'), fakeStep('gone', { unready, effect: 'idempotent' }), down('again')]),
    );
    expect(statesIn(view)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect([stopped?.(), never?.(), again?.()]).toEqual([1, 0, 1]);
    expect(view.steps[1]).toMatchObject({
      reason: expect.stringContaining('hold.sh is not there.'),
      next: 'Put it back.',
    });
  });

  it('holds up none of the others on the way down', async () => {
    rig.fakes.set('bad', { execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }) });
    const told = rig.counting('tell');
    const view = await carriedOut(
      emergency([fakeStep('bad'), down('gone', { unready, spec: null }), down('tell')]),
    );
    expect(statesIn(view)).toEqual(['failed', 'failed', 'succeeded']);
    expect(told()).toBe(1);
  });
});
