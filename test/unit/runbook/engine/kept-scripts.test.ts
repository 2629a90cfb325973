import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { createRegistry } from '../../../../src/runbook/definition/registry.ts';
import { runOfRequest } from '../../../../src/runbook/run/store.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { type Execution, openExecution } from '../../../support/execution.ts';

const RUNBOOK = `
runbook: demo
title: Demo
source: demo.txt
policies:
  one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m }
actions:
  pay:
    title: Pay somebody
    source: L1
    risk: high
    approval: one-sre
    params: { amount: { type: integer, description: How much } }
    steps:
      - id: pay
        script: { run: [node, scripts/pay.mjs, "--to=ana"], json: { amount: "{{ params.amount }}" }, files: [scripts/rates.json], parse: json }
        effect: unsafe
  nowhere:
    title: Run it by what is not installed
    source: L2
    risk: high
    approval: one-sre
    steps: [{ script: { run: [opt/python3.99, scripts/pay.mjs] }, effect: unsafe }]
`;

const PAY = `
import { readFileSync } from 'node:fs';
const { amount } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify({ to: process.argv[2], paid: amount + 1, in: process.cwd() }));
`;

describe('a script that its runbook keeps', () => {
  let folder: string;
  let rig: Execution;
  const path = (name: string) => join(folder, 'runbooks/demo', name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-kept-'));
    for (const name of ['runbooks/demo/scripts', 'system'])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(path('demo.yaml'), RUNBOOK);
    put();
    const registry = createRegistry({
      folder: join(folder, 'runbooks'),
      kinds: stepKinds,
      onProblem: (problem) => {
        throw new Error(JSON.stringify(problem));
      },
      onReload: () => {},
    });
    const settings = { vars: {}, workdir: join(folder, 'system') };
    rig = await openExecution(createEffects([createShell()]), openTestDatabase, { registry, settings });
    rig.people.put('ana', 'sre');
    rig.people.put('ben', 'sre');
  });
  const put = () => {
    for (const name of ['scripts/pay.mjs', 'scripts/rates.json']) rmSync(path(name), { force: true });
    writeFileSync(path('scripts/pay.mjs'), PAY);
    writeFileSync(path('scripts/rates.json'), '{}');
  };
  beforeEach(put);
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true });
  });

  const propose = (action: string, params = {}) =>
    rig.service.propose({ action: `demo:${action}`, params, requester: 'ana', place: null });

  async function approvedAndRun(action: string, params = {}, meanwhile = () => {}) {
    const proposed = await propose(action, params);
    if (proposed.kind !== 'pending') throw new Error('it needs an approval');
    meanwhile();
    await rig.approve(proposed.requestId, 'ben');
    const run = await rig.db.read((reader) => runOfRequest(reader, proposed.requestId));
    if (run === undefined) throw new Error('nothing was queued');
    await rig.engine.work(run);
    return rig.view(run);
  }

  it('gets its arguments and its input, in the folder of the system', async () => {
    const view = await approvedAndRun('pay', { amount: '41' });
    expect(view.steps[0]).toMatchObject({
      state: 'succeeded',
      result: { json: { to: '--to=ana', paid: 42, in: join(folder, 'system') } },
    });
  });

  it.each(['scripts/pay.mjs', 'scripts/rates.json'])(
    '5.24 starts nothing when %s was rewritten between the request and the vote, and says so',
    async (name) => {
      const view = await approvedAndRun('pay', { amount: '1' }, () => writeFileSync(path(name), 'stolen'));
      expect(view.steps[0]).toMatchObject({ state: 'failed' });
      expect(view.steps[0]?.reason).toContain(
        `${path(name)} was changed since this was planned, so it is not what was agreed to.`,
      );
    },
  );

  it('is not planned once it is gone, or leads out of the folder', async () => {
    rmSync(path('scripts/pay.mjs'));
    await expect(propose('pay', { amount: '1' })).rejects.toThrow('it is not there');
    writeFileSync(join(folder, 'system/pay.mjs'), PAY);
    symlinkSync(join(folder, 'system/pay.mjs'), path('scripts/pay.mjs'));
    await expect(propose('pay', { amount: '1' })).rejects.toThrow('leads out of the folder of the runbook');
  });

  it('fails with the true reason where its interpreter is missing', async () => {
    const view = await approvedAndRun('nowhere');
    expect(view.steps[0]).toMatchObject({ state: 'failed' });
    expect(view.steps[0]?.reason).toContain('opt/python3.99 was not started. There is no such file.');
  });
});
