import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it, vi } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import type { EffectPort } from '../../../../src/runbook/engine/effect-port.ts';
import { LEASE_MS, openExecution } from '../../../support/execution.ts';
import { planWith, shellStep } from '../../../support/planned.ts';

const folder = await mkdtemp(join(tmpdir(), 'keyturn-slept-'));
const shell = createEffects([createShell()]) as EffectPort;
/** Stands between the start of a step and its program, once. */
let beforeProgram: (() => Promise<void>) | undefined;
const rig = await openExecution(async (integration, operation, input, io) => {
  const between = operation === 'run' ? beforeProgram : undefined;
  if (between !== undefined) beforeProgram = undefined;
  await between?.();
  return shell(integration, operation, input, io);
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

// By itself: the clock of the process is moved, and never back.
it('a worker that slept does not do what another one has found not done by its probe, and did', async () => {
  const file = join(folder, 'twice');
  const probe = {
    argv: ['/bin/sh', '-c', `test -s ${file}`],
    exits: { '0': 'done', '1': 'not-done' },
    json: null,
  };
  const script = `echo ran >> ${file}`;
  const step = shellStep('pay', ['/bin/sh', '-c', script], { effect: 'probeable', spec: { probe } });
  const id = await rig.queue(planWith([step]));
  const leaseMs = 100 * LEASE_MS;
  // No timer of a process that sleeps runs, however long the other one takes.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  beforeProgram = async () => {
    // As far as clocks tell it slept: no timer of its own has run when it wakes.
    const real = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => real() + leaseMs);
    rig.clock.advance(leaseMs + 1);
    await rig.worker('awake', { leaseMs }).work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  };
  await rig.worker('slept', { leaseMs }).work(id);
  await sleep(100);
  expect(await rig.kindsOf(`run/${id}`)).toContain('run.step.probed');
  expect(await readFile(file, 'utf8')).toBe('ran\n');
});
