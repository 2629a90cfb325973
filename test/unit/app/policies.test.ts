import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { plan } from '../../../src/cli/plan.ts';
import { SETTINGS, type TemporaryApp, temporaryApp } from './temporary-app.ts';

let work: TemporaryApp;
beforeEach(async () => {
  work = await temporaryApp();
});
afterEach(() => work.remove());

async function planned(): Promise<{ plan: { policy: unknown; definition: string }; digest: string }> {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  await plan('demo:reset', { json: true }, work.env);
  const text = String(print.mock.calls[0]?.[0]);
  print.mockRestore();
  return JSON.parse(text);
}

it('5.3 a policy of the settings takes the place of the runbook policy, in the plan and in what is approved', async () => {
  const before = await planned();
  expect(before.plan.policy).toMatchObject({
    policy: { groups: [{ of: ['sre'], quorum: 1 }], timelockMs: 0 },
  });

  await work.write(
    `${SETTINGS}\npolicies: { one-sre: { groups: [{ of: [lead], quorum: 1 }], timelock: 1h } }`,
  );
  const after = await planned();
  expect(after.plan.policy).toMatchObject({
    policy: { groups: [{ of: ['lead'], quorum: 1 }], timelockMs: 3_600_000 },
  });
  expect(after.digest).not.toBe(before.digest);
  expect(after.plan.definition).not.toBe(before.plan.definition);
});
