import { afterAll, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { createRecorder, type OutputChunk } from '../../../../src/runbook/engine/output/recorder.ts';
import { createRedactor } from '../../../../src/runbook/engine/redact.ts';
import type { PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { planWith, shellStep } from '../../../support/planned.ts';

describe('recording output', () => {
  function recorder(limit: number) {
    const written: OutputChunk[] = [];
    const errors: unknown[] = [];
    const made = createRecorder({
      redactor: createRedactor(),
      limit,
      everyMs: 5,
      write: async (chunks) => void written.push(...chunks),
      onError: (error) => errors.push(error),
    });
    return { ...made, text: () => written.map((chunk) => chunk.text).join('') };
  }

  it('writes what came, in order, once', async () => {
    const made = recorder(1_000);
    made.push('out', 'a');
    made.push('err', 'b');
    await new Promise((resolve) => setTimeout(resolve, 20));
    made.push('out', 'c');
    await made.close();
    expect(made.text()).toBe('abc');
  });

  it('keeps the beginning and the end of long output, and says how much is missing', async () => {
    const made = recorder(100);
    for (let line = 0; line < 1_000; line += 1) made.push('out', `line ${line}\n`);
    await made.close();
    expect(made.text()).toMatch(/^line 0\n/);
    expect(made.text()).toMatch(/line 999\n$/);
    expect(made.text()).toMatch(/\[… \d+ characters left out …\]/);
    expect(made.text().length).toBeLessThan(160);
  });

  it('makes text storable that a program may print', async () => {
    const made = recorder(100);
    made.push('out', 'a\0b\ud800c');
    await made.close();
    expect(made.text()).toBe('a\u2400b\ufffdc');
  });
});

describe('the output of a real program', async () => {
  const rig = await openExecution(createEffects([createShell()]));
  rig.secrets.set('API', 'tops3cret-value');
  afterAll(() => rig.close());

  const sh = (script: string, change: Partial<PlannedStep> = {}) =>
    shellStep('program', ['/bin/sh', '-c', script], {
      spec: { env: { API: [{ secret: 'API' }] } },
      secrets: ['API'],
      ...change,
    });

  it('5.11 holds no secret, not in rows, results or reasons, even when printed in two pieces', async () => {
    const script =
      'printf "%s" "$API" | cut -c1-7 | tr -d "\\n"; sleep 0.1; printf "%s" "$API" | cut -c8-; echo "bad $API" >&2; exit 3';
    const id = await rig.queue(planWith([sh(script)]));
    await rig.engine.work(id);
    const view = await rig.view(id);
    const output = await rig.service.output(id);
    expect(view).toMatchObject({ state: 'failed' });
    expect(view.steps[0]?.reason).toContain('bad [secret API]');
    expect(output).toContain('[secret API]');
    expect(`${output}${JSON.stringify(view)}`).not.toMatch(/tops3cret/);
  });

  it('5.11 a step cannot use a secret that its plan does not name', async () => {
    const id = await rig.queue(planWith([sh('echo hi', { secrets: [] })]));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
    expect(await rig.service.output(id)).toBe('');
  });

  it('comes while the program runs, at most one event a second', async () => {
    const id = await rig.queue(planWith([sh('for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 0.2; done')]));
    const working = rig.engine.work(id);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await rig.view(id)).tail).toContain('line 1');
    await working;
    expect((await rig.view(id)).tail).toMatch(/line 8\n$/);
    const events = rig.jobs.events.filter(
      ({ kind, subject }) => kind === 'run.output' && subject === `run/${id}`,
    );
    expect(events.length).toBeLessThanOrEqual(3);
  });

  it('5.9 a program that hangs is stopped by its timeout, and an unsafe one is then unknown', async () => {
    const view = await rig.carryOut(planWith([sh('sleep 300', { timeoutMs: 200 })]));
    expect(view.steps[0]).toMatchObject({
      state: 'unknown',
      reason: 'it took longer than 200ms and was stopped',
    });
  });
});
