import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '../../../examples/plant/twist/src/faults.ts';
import { type RunningServer, startServer } from '../../../examples/plant/twist/src/server.ts';
import { openPlant, type Plant } from '../../../examples/plant/twist/src/store.ts';
import type { OpsError } from '../../../src/errors.ts';
import { createEffects } from '../../../src/integrations/effects.ts';
import { createHttp } from '../../../src/integrations/http/index.ts';
import { createShell } from '../../../src/integrations/shell/index.ts';
import { createRegistry } from '../../../src/runbook/definition/registry.ts';
import type { Proposal } from '../../../src/runbook/service.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../support/database.ts';
import { type Execution, LONG_LEASE_MS, openExecution } from '../../support/execution.ts';

const PLANT = fileURLToPath(new URL('../../../examples/plant/twist/', import.meta.url));
const RUNBOOKS = fileURLToPath(new URL('../../../runbooks/', import.meta.url));

let folder: string;
let plant: Plant;
let server: RunningServer;
let rig: Execution;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-story-'));
  plant = openPlant(folder);
  server = await startServer(plant, 0);
  const origin = server.url;
  const registry = createRegistry({
    folder: RUNBOOKS,
    kinds: stepKinds,
    onProblem: () => {},
    onReload: () => {},
  });
  const env = { TWIST_PLANT_STATE: folder, TWIST_PLANT_PACE: '0', TWIST_MONITOR_URL: origin };
  const settings = { vars: { monitor: origin }, workdir: PLANT, path: [join(PLANT, 'bin')], env };
  const effects = createEffects([createShell(), createHttp(() => ({ origins: [origin] }))]);
  rig = await openExecution(effects, openTestDatabase, { registry, settings });
  rig.people.put('ana', 'sre', 'on-call');
});
afterAll(async () => {
  await rig.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const REASON = { reason: 'a bad tick of one venue' };
const propose = (action: string, change: Partial<Proposal> = {}) =>
  rig.service.propose({ action: `twist:${action}`, params: {}, requester: 'ana', place: null, ...change });
const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: OpsError) => error.refusal,
  );
async function runNow(action: string) {
  const proposed = await propose(action);
  if (proposed.kind !== 'running') throw new Error('it waits for approval');
  await rig.engine.work(proposed.runId);
  return rig.view(proposed.runId);
}
const effects = (name: string) => plant.effects().filter(({ effect }) => effect === name).length;
const trip = () => plant.change((state, { now }) => setFault(state, 'trip-breaker', true, now));
/** Time passes for Keyturn and for the plant alike. */
const later = (ms: number) => {
  rig.clock.advance(ms);
  plant.change((state) => {
    state.clockOffsetMs += ms;
  });
};

describe('proposing', () => {
  it('5.20 says what is meant when an action is unknown, and logs the refusal', async () => {
    expect(await refusalOf(propose('circuit-breaker/rest'))).toMatchObject({
      code: 'run.unknown-action',
      next: expect.stringContaining('circuit-breaker/reset'),
    });
    expect(await rig.kindsOf('access')).toContain('proposal.refused');
  });

  it('5.20 names what is wrong with a parameter', async () => {
    const refusal = await refusalOf(propose('health/system', { params: { colour: 'red' } }));
    expect(`${refusal?.why} ${refusal?.next}`).toContain('colour');
  });

  it('runs a read-only action at once', async () => {
    const view = await runNow('health/system');
    expect(view.steps.map((step) => step.reason)).toEqual(view.steps.map(() => null));
    expect(view.state).toBe('succeeded');
  });

  it('makes a plan without doing anything', async () => {
    const plan = await rig.service.preview({ action: 'twist:health/system', params: {}, requester: 'ana' });
    expect(plan.steps.map((step) => step.kind)).toContain('http');
  });

  it('5.5 refuses a preview of what would be refused when it is asked for, and logs it', async () => {
    const asked = { action: 'twist:circuit-breaker/reset', params: REASON, requester: 'ana' };
    await expect(rig.service.preview(asked)).rejects.toMatchObject({
      refusal: { code: 'run.requirement-missing' },
    });
    expect(await rig.kindsOf('access')).toContain('proposal.refused');
  });
});

describe('the reset of the circuit breaker', () => {
  it('is refused before a false positive was verified, then runs once when another person approved', async () => {
    trip();
    expect(await refusalOf(propose('circuit-breaker/reset', { params: REASON }))).toMatchObject({
      code: 'run.requirement-missing',
      next: expect.stringContaining('Run twist:circuit-breaker/verify first'),
    });
    expect(await runNow('circuit-breaker/verify')).toMatchObject({
      state: 'succeeded',
      outcome: 'false-positive',
    });
    later(60_000);
    const proposed = await propose('circuit-breaker/reset', { params: REASON });
    if (proposed.kind !== 'pending') throw new Error('it did not wait');
    expect(await refusalOf(rig.approve(proposed.requestId, 'ana'))).toMatchObject({
      code: 'approval.own-request',
    });
    expect(effects('breaker.reset')).toBe(0);
    await rig.approve(proposed.requestId, 'ben');
    const runId = rig.jobs.woken.at(-1)?.id ?? '';
    await rig.engine.work(runId);
    const view = await rig.view(runId);
    expect(view.steps.map((step) => step.reason)).toEqual(view.steps.map(() => null));
    expect(view.state).toBe('succeeded');
    expect(effects('breaker.reset')).toBe(1);
    expect(view.printed.tail).not.toBe('');
  });

  it('5.7 is done once when its worker died in the middle: the probe finds it closed', async () => {
    trip();
    await runNow('circuit-breaker/verify');
    later(60_000);
    const before = effects('breaker.reset');
    const proposed = await propose('circuit-breaker/reset', { params: REASON });
    if (proposed.kind !== 'pending') throw new Error('it did not wait');
    await rig.approve(proposed.requestId, 'ben');
    const runId = rig.jobs.woken.at(-1)?.id ?? '';
    // This worker never hears that its program ended, as if it had been killed then.
    const shell = createShell();
    let ended = false;
    const dying = rig.pausable('dying', {
      effects: async (integration, operation, input, io) => {
        const real = createEffects([shell, createHttp(() => ({ origins: [server.url] }))]);
        const result = await real(integration, operation, input, io);
        if (integration !== 'shell') return result;
        ended = true;
        return new Promise(() => {});
      },
    });
    dying.work(runId).catch(() => {});
    while (!ended) await new Promise((resolve) => setTimeout(resolve, 10));
    await dying.pause();
    rig.clock.advance(LONG_LEASE_MS);
    await rig.engine.work(runId);
    const view = await rig.view(runId);
    expect(view).toMatchObject({ state: 'succeeded' });
    expect(effects('breaker.reset')).toBe(before + 1);
    expect(await rig.kindsOf(`run/${runId}`)).toContain('run.step.probed');
  });
});

describe('breaking the glass', () => {
  it('5.5 starts at once and is claimed already', async () => {
    const proposed = await propose('emergency/pause-all', {
      reason: 'funds are leaving',
      confirmation: 'emergency/pause-all',
    });
    if (proposed.kind !== 'running') throw new Error('it waits');
    await rig.engine.work(proposed.runId);
    const view = await rig.view(proposed.runId);
    expect(view).toMatchObject({ state: 'succeeded' });
    const request = await rig.db.read((reader) => rig.approvals.get(reader, view.requestId ?? ''));
    expect(request).toMatchObject({ mode: 'break-glass', state: 'executed' });
  });

  it('5.5 needs a listed person, a reason and the typed confirmation', async () => {
    const given = { reason: 'x', confirmation: 'emergency/pause-all' };
    const codeOf = async (change: Partial<Proposal>) =>
      (await refusalOf(propose('emergency/pause-all', change)))?.code;
    expect(await codeOf({ ...given, requester: 'ivan' })).toBe('approval.role-missing');
    expect(await codeOf({ confirmation: given.confirmation })).toBe('approval.reason-missing');
    expect(await codeOf({ reason: 'x' })).toBe('approval.not-confirmed');
  });
});
