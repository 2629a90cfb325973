import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { planWith, shellStep } from '../../../support/planned.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-cut-off-'));
const rig = await openExecution(createEffects([createShell()]));
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

/** Writes down that it has begun and under which number, then takes long the first time; `done` when it came to its end. */
function paying(name: string, effect: Effect, { attempts = 1, trap = '' } = {}) {
  const file = join(folder, name);
  const script = `${trap} if [ -e ${file} ]; then echo done >> ${file}; exit; fi; echo $$ > ${file}; sleep 20 & wait; exit 1`;
  const probe = { argv: ['grep', '-q', 'done', file], exits: { '0': 'done', '1': 'not-done' }, json: null };
  const step = shellStep('pay', ['/bin/sh', '-c', script], {
    effect,
    attempts,
    backoffMs: 1,
    spec: { probe },
  });
  const begun = async () => {
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(10);
  };
  const end = async (signal: NodeJS.Signals) => {
    await begun();
    process.kill(Number(readFileSync(file, 'utf8')), signal);
  };
  return { plan: planWith([step]), begun, end };
}

async function step(run: string) {
  return (await rig.view(run)).steps[0];
}

describe('a signal that Keyturn did not send', () => {
  it.each([
    ['unsafe', 'unknown', /ended by SIGKILL, which Keyturn did not send/],
    // Its probe was asked at once.
    ['probeable', 'failed', /SIGKILL.*it did not happen/],
    ['idempotent', 'failed', /SIGKILL.*not known/],
    ['pure', 'failed', /SIGKILL.*not known/],
  ] as const)('5.7 is no outcome of a step that is %s', async (effect, state, reason) => {
    const { plan, end } = paying(`alone-${effect}`, effect);
    const run = await rig.queue(plan);
    const working = rig.engine.work(run);
    await end('SIGKILL');
    await working;
    expect(await step(run)).toMatchObject({ state, reason: expect.stringMatching(reason) as string });
  });

  it('is followed by another attempt where the runbook gives one', async () => {
    const { plan, end } = paying('again', 'idempotent', { attempts: 2 });
    const run = await rig.queue(plan);
    const working = rig.engine.work(run);
    await end('SIGTERM');
    await working;
    rig.clock.advance(1_000);
    await rig.engine.work(run);
    expect(await step(run)).toMatchObject({ state: 'succeeded', failures: 1, attempt: 2 });
  });
});

describe('a program that is stopped together with Keyturn', () => {
  it.each([
    ['by the signal', 0, ''],
    ['by the signal, of which Keyturn hears later', 300, ''],
    ['by itself, with an exit code of its own', 0, "trap 'exit 1' TERM;"],
  ])('was interrupted, and is taken up after the start: it ends %s', async (how, laterMs, trap) => {
    const { plan, begun, end } = paying(`together-${how.length}`, 'idempotent', { trap });
    const run = await rig.queue(plan);
    const stopped = rig.worker('stopped');
    const working = stopped.work(run);
    if (laterMs === 0) {
      await begun();
      const drained = stopped.drain(5_000);
      await end('SIGTERM');
      await drained;
    } else {
      await end('SIGTERM');
      await sleep(laterMs);
      await stopped.drain(5_000);
    }
    await working;
    expect(await step(run)).toMatchObject({ state: 'pending', failures: 0, interruptions: 1 });
    await rig.worker('next').work(run);
    expect(await step(run)).toMatchObject({ state: 'succeeded', attempt: 2 });
  });

  it('leaves an unsafe step to a person', async () => {
    const { plan, begun, end } = paying('together-unsafe', 'unsafe');
    const run = await rig.queue(plan);
    const stopped = rig.worker('stopped-too');
    const working = stopped.work(run);
    await begun();
    const drained = stopped.drain(5_000);
    await end('SIGTERM');
    await Promise.all([drained, working]);
    expect(await step(run)).toMatchObject({
      state: 'unknown',
      reason: 'Keyturn was stopped, or gave no sign of life, while the step ran',
    });
  });
});
