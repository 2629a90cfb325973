import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, registryOf } from '../definition/folder.ts';

const begins = (id: string): string =>
  `  ${id}: { title: Begin, source: L1, risk: low, steps: [{ id: it, shell: { run: [begin], parse: text }, effect: idempotent }], gives: { job: "{{ steps.it.text }}" } }`;
const registry = registryOf(
  demo(`${begins('start')}
${begins('retry')}
  pause:
    title: Pause
    source: L1
    risk: low
    params: { job: { type: identifier, description: Job, from: { action: start, or: [retry], gives: job } } }
    steps: [{ notify: { text: "{{ params.job }}" } }]`),
);
let job = '';
const rig = await openExecution(
  async () => ({ exit: 0, signal: null, stdout: job, dropped: 0, ms: 1 }),
  openTestDatabase,
  { registry, settings: { vars: {}, workdir: '/tmp' } },
);
afterAll(() => rig.close());

async function begin(action: string, made: string): Promise<void> {
  job = made;
  rig.clock.advance(60_000);
  const plan = await rig.service.plan({ action: `demo:${action}`, params: {}, requester: 'ana' });
  await rig.engine.work(await rig.queue(plan));
}

describe('what several actions hand on', () => {
  it('is what the newest run of any of them gave', async () => {
    const taken = async () => (await rig.service.handedOn('demo:pause')).job;
    expect(await taken()).toBeUndefined();
    await begin('start', 'job-1');
    expect(await taken()).toMatchObject({ value: 'job-1' });
    await begin('retry', 'job-2');
    expect(await taken()).toMatchObject({ value: 'job-2' });
    await begin('start', 'job-3');
    expect(await taken()).toMatchObject({ value: 'job-3' });
  });
});
