import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../src/ids.ts';
import { queueRun } from '../../../../src/runbook/run/service/queue.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { HALF_AN_HOUR, HIDING, hide, waitingStep } from '../../../support/giving-way.ts';
import { planWith } from '../../../support/planned.ts';
import { demo, registryOf } from '../definition/folder.ts';

const STEPS = 'steps: [{ notify: { text: done } }]';
const registry = registryOf(
  demo(
    [
      `  revoke: { title: Revoke, source: L1, risk: high, reduces: risk, approval: one-sre, ${STEPS} }`,
      `  count: { title: Count, source: L1, risk: low, givesWayTo: [revoke], ${STEPS}, dryRun: [{ shell: { run: [ls] }, effect: pure }] }`,
    ].join('\n'),
  ),
);
const person = (id: string, roles: readonly string[]) => ({ id, name: id, accounts: [], roles });
const people = [person('ana', ['sre']), person('ben', ['sre']), person('ivan', [])];
const settings = { vars: {}, workdir: '/tmp' };
const rig = await openExecution(undefined, openTestDatabase, { registry, settings, people });
afterAll(() => rig.close());

async function begun(): Promise<string> {
  const plan = planWith([waitingStep()], {
    action: 'demo:revoke',
    title: 'Revoke a key',
    environment: 'test',
  });
  const run = { id: newId('run'), plan, requestId: null, requester: 'ana', place: null, reason: null };
  const id = await rig.db.transact(async (tx) => queueRun(tx, rig.jobs, run, await tx.now()));
  await rig.engine.work(id);
  return id;
}
async function lost(): Promise<string> {
  const id = await begun();
  const [, , , deleting] = HIDING;
  await hide(rig, deleting[1], id);
  return id;
}
const counting = () =>
  rig.service.propose({ action: 'demo:count', params: {}, requester: 'ana', place: null } as Parameters<
    typeof rig.service.propose
  >[0]);
const kept = { code: 'run.emergency-under-way' };
const declare = (id: string, by: string) =>
  rig.service.declareEnded(id, by, 'I looked at the host: it is cut off');

describe('an emergency whose record is gone', () => {
  it('keeps back what gives way to it until two people have said that it has ended, and both stand in the log', async () => {
    const id = await lost();
    await expect(counting()).rejects.toMatchObject({
      refusal: { ...kept, next: expect.stringContaining(`/ops emergency end run:${id}`) as string },
    });
    expect(await declare(id, 'ana')).toMatchObject({ ended: false, title: 'Revoke a key', roles: ['sre'] });
    await expect(counting()).rejects.toMatchObject(kept);
    await expect(declare(id, 'ana')).rejects.toMatchObject({ code: 'run.said-already' });
    expect(await declare(id, 'ben')).toMatchObject({ ended: true });
    expect(await counting()).toMatchObject({ kind: 'running' });
    expect((await rig.kindsOf(`run/${id}`)).slice(-2)).toEqual(['run.end-declared', 'run.declared-ended']);
    await expect(declare(id, 'ben')).rejects.toMatchObject({ code: 'run.ended' });
  });

  it('is ended by nobody who may neither begin nor review it, and not without a reason', async () => {
    const id = await lost();
    await expect(declare(id, 'ivan')).rejects.toMatchObject({ code: 'run.role-missing' });
    await expect(rig.service.declareEnded(id, 'ana', ' ')).rejects.toMatchObject({
      code: 'run.reason-missing',
    });
    await declare(id, 'ana');
    await declare(id, 'ben');
  });

  it('is not ended by two words that are further apart than an hour', async () => {
    const id = await lost();
    await declare(id, 'ana');
    rig.clock.advance(60 * 60_000);
    expect(await declare(id, 'ben')).toMatchObject({ ended: false });
    expect(await declare(id, 'ana')).toMatchObject({ ended: true });
  });
});

describe('an emergency whose record is there', () => {
  it('is ended on its card, and by no word', async () => {
    const id = await begun();
    await expect(declare(id, 'ana')).rejects.toMatchObject({
      code: 'run.not-lost',
      refusal: { next: expect.stringContaining('Revoke a key') as string },
    });
    rig.clock.advance(HALF_AN_HOUR);
    await rig.engine.work(id);
    await expect(declare(id, 'ana')).rejects.toMatchObject({ code: 'run.ended' });
  });

  it('5.28 is not ended by an entry of its end that somebody put into the log', async () => {
    const id = await begun();
    await rig.db.transact((tx) =>
      tx.orm.execute(sql`
        insert into audit_entry (chain, seq, previous, body, hash, mac, kind, at)
        select chain, seq + 1, hash, replace(body, kind, 'run.succeeded'), repeat('0', 64), null, 'run.succeeded', at
        from audit_entry where chain = ${`run/${id}`} order by seq desc limit 1`),
    );
    await expect(counting()).rejects.toMatchObject({
      refusal: { ...kept, why: expect.stringContaining('was altered') as string },
    });
    await expect(declare(id, 'ana')).rejects.toMatchObject({ code: 'run.log-altered' });
  });
});
