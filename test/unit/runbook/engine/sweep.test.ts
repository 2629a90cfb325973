import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runCard } from '../../../../src/bot/cards/run-card.ts';
import { createFailures } from '../../../../src/runbook/engine/failures.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

/** More than one sweep takes. */
const MANY = 60;

/** Queues runs that are due before every other one, each from a request about which nothing can be found out. */
async function spoilt(): Promise<readonly string[]> {
  const ids = await Promise.all(Array.from({ length: MANY }, () => rig.queue(planWith([fakeStep('x')]))));
  await alter(ids, "request_id = 'apr-' || id, due_at = due_at - interval '1 hour'");
  return ids;
}

async function alter(ids: readonly string[], what: string): Promise<void> {
  await rig.db.transact((tx) =>
    tx.orm.execute(sql`
      update run set ${sql.raw(what)}
      where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`),
  );
}

describe('runs on which work fails', () => {
  it.each([
    ['no retry can cure', new RangeError('Invalid time value')],
    ['a later retry may cure', new Error('it is away')],
  ])(
    'do not hold up the others when there are more of them than one look takes, for what %s',
    async (_what, error) => {
      const ids = await spoilt();
      const times = rig.counting('sound');
      const id = await rig.queue(planWith([fakeStep('sound')]));
      const evidence = () => Promise.reject(error);
      const worker = rig.worker(`sweeper-${error.name}`, { evidence });
      await vi.waitFor(
        async () => {
          await worker.sweep();
          expect(times()).toBe(1);
        },
        { timeout: 20_000, interval: 50 },
      );
      await vi.waitFor(async () => expect(await rig.view(id)).toMatchObject({ state: 'succeeded' }));
      await alter(ids, 'due_at = null');
    },
  );

  it('say so on their card, until they go on', async () => {
    const { run: id } = await rig.approved(planWith([fakeStep('waits')], { policy: ONE_SRE }));
    const broken = vi.fn(async () => {
      throw new RangeError('Invalid time value');
    });
    const worker = rig.worker('broken', { approvals: { ...rig.approvals, sealed: broken } });
    const card = async () => runCard(await rig.view(id), { name: (who) => who }).status;
    await worker.sweep();
    await vi.waitFor(async () => expect(await card()).toContain('does not go on'));
    expect(await card()).toContain('Invalid time value');
    for (let look = 0; look < 3; look += 1) await worker.sweep();
    expect(broken).toHaveBeenCalledTimes(1);
    await rig.engine.sweep();
    await vi.waitFor(async () => expect(await rig.view(id)).toMatchObject({ state: 'succeeded' }));
    expect(await card()).not.toContain('does not go on');
  });

  it('are left alone for longer and longer, and not at all when somebody asks for them', () => {
    let now = 0;
    const failures = createFailures(() => now);
    const rests: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      failures.add('run-1', false);
      const from = now;
      while (failures.resting().length > 0) now += 500;
      rests.push(now - from);
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map((seconds) => seconds * 1_000));
    failures.add('run-1', true);
    now = Number.MAX_SAFE_INTEGER;
    expect(failures.resting()).toEqual(['run-1']);
    failures.forget('run-1');
    expect(failures.resting()).toEqual([]);
  });
});
