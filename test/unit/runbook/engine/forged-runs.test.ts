import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolvePolicy, writtenPolicy } from '../../../../src/approval/policy.ts';
import type { Json } from '../../../../src/canonical.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { openTestDatabase, openTestPostgres } from '../../../support/database.ts';
import { type Execution, openExecution, wokenRun } from '../../../support/execution.ts';
import { forger, OTHER, PAY } from '../../../support/forgery.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

describe.each([
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
])('what was not approved does not run, whatever stands in %s', (_name, open) => {
  let rig: Execution;
  let effects: string;

  beforeAll(async () => {
    rig = await openExecution(undefined, open);
    effects = join(mkdtempSync(join(tmpdir(), 'forged-')), 'effects');
  });
  beforeEach(() => {
    writeFileSync(effects, '');
    for (const name of ['pay', 'other'])
      rig.fakes.set(name, {
        async execute() {
          writeFileSync(effects, `${name}\n`, { flag: 'a' });
          return { status: 'succeeded', result: null };
        },
      });
  });
  afterEach(async () => {
    await forged.dropTrigger();
  });
  afterAll(async () => {
    await rig.close();
    rmSync(join(effects, '..'), { recursive: true });
  });

  const forged = forger(() => rig.db);
  const { exec } = forged;
  const happened = () => readFileSync(effects, 'utf8').trim().split('\n').filter(Boolean);

  async function insertRun(id: string, plan: Plan, change?: Readonly<Record<string, string>>) {
    await forged.insertRun(id, plan, change);
    await rig.engine.work(id);
  }

  it('a plan that a trigger altered as it was queued', async () => {
    await forged.alterWhatIsQueued(OTHER);
    const { run, request } = await rig.approved(PAY);
    await rig.engine.work(run);
    expect(happened()).toEqual([]);
    expect(await rig.view(run)).toMatchObject({ state: 'refused' });
    expect((await rig.db.read((reader) => rig.approvals.get(reader, request)))?.state).toBe('invalidated');
  });

  it('a plan that was altered between two steps', async () => {
    const plan = planWith([fakeStep('pay'), fakeStep('second')], { policy: ONE_SRE, risk: 'high' });
    const { run, request } = await rig.approved(plan);
    rig.fakes.set('second', rig.fakes.get('other') ?? {});
    rig.fakes.set('pay', {
      async execute() {
        writeFileSync(effects, 'pay\n', { flag: 'a' });
        await exec(
          `update run set plan = replace(plan, '"effect":"pure"', '"effect":"unsafe"') where id = '${run}'`,
        );
        return { status: 'succeeded', result: null };
      },
    });
    await rig.engine.work(run);
    expect(happened()).toEqual(['pay']);
    expect(await rig.view(run)).toMatchObject({ state: 'failed' });
    // Nobody waits for it for ever.
    expect((await rig.db.read((reader) => rig.approvals.get(reader, request)))?.state).toBe('unknown');
  });

  it('a step that was begun by another worker than the one that stands in its row', async () => {
    const run = await rig.queue(planWith([fakeStep('pay'), fakeStep('other')]));
    rig.fakes.set('pay', {
      async execute() {
        writeFileSync(effects, 'pay\n', { flag: 'a' });
        await exec(`update step_run set worker = 'elsewhere#1' where run_id = '${run}' and position = 0`);
        return { status: 'succeeded', result: null };
      },
    });
    await rig.engine.work(run);
    expect(happened()).toEqual(['pay']);
    expect(await rig.view(run)).toMatchObject({ state: 'failed' });
  });

  it.each(['high', 'critical'] as const)('a run of %s risk that came from no request', async (risk) => {
    await insertRun(`run-none-${risk}`, planWith([fakeStep('pay')], { risk }));
    await insertRun(`run-policy-${risk}`, { ...PAY, risk });
    expect(happened()).toEqual([]);
  });

  it('a run that names a request which does not exist, or whose content was altered', async () => {
    await insertRun('run-ghost', PAY, { request_id: "'apr-ghost'" });
    const request = await rig.request(PAY);
    await exec(
      `update approval_request set content = replace(content, 'pay', 'other') where id = '${request}'`,
    );
    await insertRun('run-altered', OTHER, { request_id: `'${request}'` });
    expect(happened()).toEqual([]);
  });

  it('a run that says it had begun, of a request that nobody approved or that is over', async () => {
    const begun = { state: "'running'", started_at: 'now()' };
    await insertRun('run-begun', PAY, { ...begun, request_id: `'${await rig.request(PAY)}'` });
    const { request, run } = await rig.approved(PAY);
    await rig.engine.work(run);
    expect(happened()).toEqual(['pay']);
    await exec(`update run set request_id = null where id = '${run}'`);
    await insertRun('run-again', PAY, { ...begun, request_id: `'${request}'` });
    await exec(
      `update run set started_at = null, state = 'queued', finished_at = null, due_at = now() where id = 'run-again'`,
    );
    await rig.engine.work('run-again');
    expect(happened()).toEqual(['pay']);
  });

  it('a step that was set back, or whose result was put there', async () => {
    const run = await rig.queue(planWith([fakeStep('pay')]));
    await rig.engine.work(run);
    expect(happened()).toEqual(['pay']);
    await exec(`update step_run set state = 'pending', ended_at = null where run_id = '${run}'`);
    await exec(`update run set state = 'running', finished_at = null, due_at = now() where id = '${run}'`);
    await rig.engine.work(run);
    const next = await rig.queue(planWith([fakeStep('first'), fakeStep('other')]));
    await exec(
      `update step_run set state = 'succeeded', ended_at = now() where run_id = '${next}' and position = 0`,
    );
    await rig.engine.work(next);
    expect(happened()).toEqual(['pay']);
  });

  it.each(['read', 'low'] as const)('a run of %s risk that nobody asked Keyturn for', async (risk) => {
    await insertRun(`run-put-${risk}`, planWith([fakeStep('pay')], { risk }));
    await insertRun(`run-rehearsed-${risk}`, planWith([fakeStep('pay')], { risk, mode: 'dry-run' }));
    expect(happened()).toEqual([]);
  });

  it('an answer, and what people are said to think of an effect, that were put there', async () => {
    const prompt = { text: 'Sure?', choices: [], fields: [], of: ['sre'], notRequester: true };
    const ask = fakeStep('ask', { kind: 'ask', spec: prompt });
    const asking = await rig.carryOut(planWith([ask, fakeStep('pay')]));
    await exec(`update step_run set answer = '{"by":"ben","at":"2026-01-01T00:00:00.000Z","value":{}}'
      where run_id = '${asking.id}' and position = 0`);
    await exec(`update run set due_at = now() where id = '${asking.id}'`);
    await rig.engine.work(asking.id);
    expect(happened()).toEqual([]);

    rig.fakes.set('doubt', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const policy = {
      kind: 'approval',
      policy: resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 2 }] })),
    } as unknown as Json;
    rig.people.put('cem', 'sre');
    const doubtful = planWith([fakeStep('doubt', { effect: 'unsafe' }), fakeStep('pay')], {
      policy,
      risk: 'high',
    });
    const request = await rig.request(doubtful);
    for (const voter of ['ben', 'cem']) await rig.approve(request, voter);
    const run = wokenRun(rig.jobs);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'unknown' });
    await exec(`update step_run set opinions = '[{"principal":"cem","choice":"done","reason":"x","at":"2026-01-01T00:00:00.000Z",
      "standing":{"principal":"cem","human":true,"active":true,"roles":[{"role":"sre","since":"1970-01-01T00:00:00.000Z"}]}}]'
      where run_id = '${run}' and position = 0`);
    const said = rig.service.decideUnknown(run, 'doubt', { by: 'ben', choice: 'done', reason: 'I looked' });
    await expect(said).rejects.toMatchObject({ code: 'run.forged' });
    await rig.engine.work(run);
    expect(happened()).toEqual([]);
  });

  it.each([
    ['who asked for it, so that they approve their own', `requester = 'ivan'`, 'ana'],
    [
      'its time, after it had expired',
      `expires_at = expires_at + interval '9 days', not_after = not_after + interval '9 days'`,
      'ben',
    ],
    ['its mode', `mode = 'break-glass'`, undefined],
    [
      'its state',
      `state = 'ready', round = 1, not_before = now() - interval '1 hour', not_after = now() + interval '1 hour'`,
      undefined,
    ],
  ])('a request that was altered in %s', async (_what, change, voter) => {
    const request = await rig.request(PAY);
    if (change.includes('expires_at')) rig.clock.advance(26 * 3_600_000);
    await exec(`update approval_request set ${change} where id = '${request}'`);
    if (voter !== undefined) await rig.approve(request, voter).catch(() => {});
    await insertRun(`run-of-${request}`, PAY, { request_id: `'${request}'` });
    for (const run of await rig.service.list({ live: true, limit: 100 })) await rig.engine.work(run.id);
    expect(happened()).toEqual([]);
  });
});
