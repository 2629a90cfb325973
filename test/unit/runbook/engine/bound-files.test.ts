import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestCard } from '../../../../src/bot/cards/request-card.ts';
import { planLines } from '../../../../src/commands/plan-lines.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { createRegistry } from '../../../../src/runbook/definition/registry.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
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
    title: Pay everybody
    source: L1
    risk: high
    approval: one-sre
    files: [lib/*.txt]
    steps: [{ shell: { run: [./pay.sh, list.txt] }, effect: unsafe }]
  twice:
    title: Pay in two steps
    source: L2
    risk: high
    approval: one-sre
    steps: [{ shell: { run: [./first.sh] }, effect: unsafe }, { shell: { run: [./pay.sh, list.txt] }, effect: unsafe }]
  again:
    title: Pay until it works
    source: L3
    risk: high
    approval: one-sre
    steps: [{ shell: { run: [./first.sh] }, effect: idempotent, retry: { attempts: 3, backoff: 1s } }]
  asked:
    title: Pay and ask
    source: L4
    risk: high
    approval: one-sre
    steps: [{ shell: { run: [./first.sh], probe: { run: [./pay.sh, list.txt], exits: { "0": done, "1": not-done } } }, effect: probeable, timeout: 1s }]
`;

describe('what is approved is what programs and files held', () => {
  let folder: string;
  let rig: Execution;
  const file = (name: string, text: string, mode = 0o755) =>
    writeFileSync(join(folder, name), text, { mode });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-bound-'));
    for (const name of ['runbooks/demo', 'lib']) mkdirSync(join(folder, name), { recursive: true });
    file('runbooks/demo/demo.yaml', RUNBOOK);
    const registry = createRegistry({
      folder: join(folder, 'runbooks'),
      kinds: stepKinds,
      onProblem: (problem) => {
        throw new Error(JSON.stringify(problem));
      },
      onReload: () => {},
    });
    const settings = { vars: {}, workdir: folder };
    rig = await openExecution(createEffects([createShell()]), openTestDatabase, { registry, settings });
    rig.people.put('ana', 'sre');
    rig.people.put('ben', 'sre');
  });
  beforeEach(() => {
    file('pay.sh', '#!/bin/sh\ncat "$1"\n');
    file('list.txt', 'ana 10');
    file('first.sh', '#!/bin/sh\ntrue\n');
    file('lib/rates.txt', '1');
  });
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true });
  });

  async function approvedAndRun(meanwhile: () => void, action = 'pay') {
    const proposed = await rig.service.propose({
      action: `demo:${action}`,
      params: {},
      requester: 'ana',
      place: null,
    });
    if (proposed.kind !== 'pending') throw new Error('it needs an approval');
    meanwhile();
    await rig.approve(proposed.requestId, 'ben');
    const run = await rig.db.read((reader) => runOfRequest(reader, proposed.requestId));
    if (run === undefined) throw new Error('nothing was queued');
    await rig.engine.work(run);
    return rig.view(run);
  }

  it('runs while they are what they were', async () => {
    const view = await approvedAndRun(() => {});
    expect(view.state).toBe('succeeded');
    expect(view.printed.tail).toContain('ana 10');
  });

  it.each([
    ['the program', () => file('pay.sh', '#!/bin/sh\necho stolen\n')],
    ['a file among its arguments', () => file('list.txt', 'mallory 10')],
    ['a file that the action names besides', () => file('lib/rates.txt', '1000')],
  ])('starts nothing when %s was rewritten between the request and the vote', async (_what, rewrite) => {
    const view = await approvedAndRun(rewrite);
    expect(view.state).toBe('failed');
    expect(view.steps[0]?.reason).toContain('was changed since this was planned');
    expect(view.printed.tail).toBe('');
  });

  it('says on the card what is bound, and what cannot be', async () => {
    const asked = { action: 'demo:pay', params: {}, requester: 'ana', place: null };
    const proposed = await rig.service.propose(asked);
    if (proposed.kind !== 'pending') throw new Error('it needs an approval');
    const view = await rig.db.read((reader) => rig.approvals.get(reader, proposed.requestId));
    if (view === undefined) throw new Error('there is no request');
    const what = planLines(view.document, (plan) => describePlan(plan, stepKinds));
    const card = JSON.stringify(requestCard(view, what, rig.clock.now()).blocks);
    for (const name of ['pay.sh', 'list.txt', 'rates.txt'])
      expect(card).toMatch(new RegExp(`runs only with this content: [^"]*${name} [0-9a-f]{8}`));
    expect(card).toContain('content not bound: /bin/sh (it runs pay.sh)');
  });

  const STOLEN = `printf '#!/bin/sh\\necho stolen\\n' >`;

  it('starts nothing that a step before it has rewritten', async () => {
    file('first.sh', `#!/bin/sh\n${STOLEN} pay.sh\n`);
    const view = await approvedAndRun(() => {}, 'twice');
    expect(view).toMatchObject({ state: 'failed', steps: [{ state: 'succeeded' }, { state: 'failed' }] });
    expect(view.steps[1]?.reason).toContain('was changed since this was planned');
    expect(view.printed.tail).not.toContain('stolen');
  });

  it('starts nothing again that has rewritten itself', async () => {
    file('first.sh', `#!/bin/sh\n${STOLEN} first.new; chmod +x first.new; mv first.new first.sh; exit 3\n`);
    const { id } = await approvedAndRun(() => {}, 'again');
    rig.clock.advance(10_000);
    await rig.engine.work(id);
    const view = await rig.view(id);
    expect(view.steps[0]).toMatchObject({ attempt: 2 });
    expect(view.steps[0]?.reason).toContain('was changed since this was planned');
    expect(view.printed.tail).not.toContain('stolen');
  });

  it('believes no probe that was rewritten, and starts it not', async () => {
    file('first.sh', `#!/bin/sh\n${STOLEN} pay.sh\nexec sleep 60\n`);
    const view = await approvedAndRun(() => {}, 'asked');
    expect(view.state).toBe('unknown');
    expect(view.steps[0]?.reason).toContain('was changed since this was planned');
    expect(view.printed.tail).not.toContain('stolen');
  });
});
