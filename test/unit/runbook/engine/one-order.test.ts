import { sql } from 'drizzle-orm';
import { afterAll, expect, it } from 'vitest';
import { serializeUndoing } from '../../../../src/runbook/run/overtaken/store.ts';
import { rowsOf } from '../../../../src/store/rows.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { HALF_AN_HOUR, waitingStep } from '../../../support/giving-way.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';
import { until } from '../../../support/until.ts';
import { demo, registryOf } from '../definition/folder.ts';

const STEPS = 'steps: [{ notify: { text: done } }]';
const registry = registryOf(
  demo(
    [
      `  pause: { title: Pause, source: L1, risk: low, reduces: risk, ${STEPS} }`,
      `  resume: { title: Resume, source: L1, risk: high, approval: one-sre, lock: demo/trading, undoes: [pause], ${STEPS} }`,
    ].join('\n'),
  ),
);
const settings = { vars: {}, workdir: '/tmp' };
const rig = await openExecution(undefined, (clock) => openTestDatabase(clock, 6), { registry, settings });
afterAll(() => rig.close());

/** How many transactions wait for another one that begins an emergency, or gives way to one. */
async function waiting(): Promise<number> {
  const rows = await rig.db.read((reader) =>
    rowsOf(
      reader,
      sql`select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`,
    ),
  );
  return rows.length;
}

it('5.22 asking for something never waits for a run that waits for whoever asks: what an emergency needs is locked last', async () => {
  const steps = [waitingStep(), fakeStep('goes')];
  const going = { action: 'demo:change', lock: 'demo/trading', undoes: ['demo:pause'], policy: ONE_SRE };
  const { run } = await rig.approved(planWith(steps, going));
  await rig.engine.work(run);
  expect((await rig.view(run)).state).toBe('waiting');

  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const emergency = rig.db.transact(async (tx) => {
    await serializeUndoing(tx, ['demo:pause']);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const asked = { action: 'demo:resume', params: {}, requester: 'ana', place: null };
  const answer = rig.service.propose(asked).catch((error: unknown) => error);
  const waits = until('it is refused, or waits', async () => (await waiting()) > 0).then(() => 1);
  const before = await Promise.race([answer.then(() => 0), waits]);
  rig.clock.advance(HALF_AN_HOUR);
  const working = rig.engine.work(run);
  await until('the run waits', async () => (await waiting()) === before + 1);
  released.resolve();
  await emergency;
  expect(await answer).toMatchObject({ code: 'approval.resource-busy' });
  await working;
  expect((await rig.view(run)).state).toBe('succeeded');
});
