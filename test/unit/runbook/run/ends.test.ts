import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newestEnd } from '../../../../src/runbook/run/precondition/newest-end/service.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const EVER = new Date(0);
const rig = await openExecution();
afterAll(() => rig.close());

describe('the newest end that counts', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    for (let index = 0; index < 45; index += 1) {
      // Some end in the same moment.
      if (index % 3 === 0) rig.clock.advance(1_000);
      ids.push((await rig.carryOut(planWith([fakeStep('look')]))).id);
    }
  });

  it('is found however many after it do not count, and none is passed over or told twice', async () => {
    const seen: string[] = [];
    const found = await rig.db.read((reader) =>
      newestEnd(reader, { environment: 'test' }, 'test:go', EVER, ({ id }) => {
        seen.push(id);
        return id === ids[0];
      }),
    );
    expect(found?.end.id).toBe(ids[0]);
    expect(seen).toEqual(ids.toReversed());
  });

  it('is found without reading what lies behind it', async () => {
    await rig.db.read(async (reader) => {
      const execute = vi.spyOn(reader.orm, 'execute');
      const found = await newestEnd(reader, { environment: 'test' }, 'test:go', EVER, () => true);
      expect(found?.end.id).toBe(ids.at(-1));
      const [first] = await Promise.all(execute.mock.results.map(({ value }) => value as Promise<unknown>));
      const rows = Array.isArray(first) ? first : ((first as { rows?: unknown[] }).rows ?? []);
      expect(rows.length).toBeLessThanOrEqual(20);
    });
  });
});
