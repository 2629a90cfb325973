import { afterAll, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { OpsError } from '../../../../src/errors.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

/** What somebody is told who asks for a plan while another request holds its lock. */
async function toldOf(plan: Plan): Promise<string> {
  const refused = await rig.request(plan).catch((error: unknown) => error);
  if (!(refused instanceof OpsError)) throw new Error('it was not refused');
  expect(refused.refusal.code).toBe('approval.resource-busy');
  return `${refused.refusal.why} ${refused.refusal.next}`;
}

const prompt: Json = {
  text: 'Is the desk flat?',
  choices: [],
  fields: [],
  of: ['sre'],
  requester: false,
  notRequester: false,
};

it('tells whoever asks a second time how far the first has come, and never to decide what is decided', async () => {
  const plan = planWith(
    [
      fakeStep('ask', { kind: 'ask', spec: prompt }),
      fakeStep('slow'),
      fakeStep('lost', { effect: 'unsafe' }),
    ],
    {
      lock: 'desk',
      policy: ONE_SRE,
    },
  );
  let told = '';
  rig.fakes.set('slow', {
    async execute() {
      told = await toldOf(plan);
      return { status: 'succeeded', result: null };
    },
  });
  rig.fakes.set('lost', { execute: async () => ({ status: 'uncertain', reason: 'the line is dead' }) });

  const request = await rig.request(plan);
  expect(await toldOf(plan)).toContain(
    `waits for approvals; this can be asked for when that is over. Decide`,
  );
  await rig.approve(request);
  const run = rig.jobs.woken.at(-1)?.id ?? '';
  const queued = await toldOf(plan);
  expect(queued).toContain('is approved, and its run waits to start');
  expect(queued).toContain(`Nothing is left to approve`);

  await rig.engine.work(run);
  const asking = await toldOf(plan);
  expect(asking).toContain('waits for people: sre must answer “Is the desk flat?”');
  expect(asking).toContain(`Answer it, or cancel the run: /ops approvals show request:${request}`);

  await rig.service.answer(run, 'ask', 'ben', {});
  await rig.engine.work(run);
  expect(told).toMatch(/is running since \d{4}-\d\d-\d\d [\d:]+ UTC; .*Nothing is left to approve/);
  expect(await toldOf(plan)).toContain('nobody knows whether "lost" took effect');
  for (const said of [queued, asking, told]) expect(said).not.toContain('Decide that one');
});
