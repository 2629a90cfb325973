import { afterAll, describe, expect, it } from 'vitest';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';
import { openScriptedDatabase, type ScriptedDatabase } from '../../../support/scripted-database.ts';

const HOUR = 3_600_000;
const SECOND = 1_000;

describe.each([
  ['an hour ahead of', -HOUR],
  ['an hour behind', HOUR],
  ['five seconds behind', 5 * SECOND],
])('on a host whose clock is %s that of the database', async (_how, offMs) => {
  let database: ScriptedDatabase | undefined;
  const rig = await openExecution(undefined, async () => {
    database = await openScriptedDatabase(new Date(Date.now() + offMs));
    return database;
  });
  afterAll(() => rig.close());
  const pass = (ms: number) => {
    if (database !== undefined) database.time = new Date(database.time.getTime() + ms);
  };

  it('a wait ends when the database says so, and nothing spins until then', async () => {
    const step = fakeStep('pause', { kind: 'wait', spec: { ms: 60 * SECOND } });
    const { id } = await rig.carryOut(planWith([step]));
    for (const _time of [1, 2, 3]) {
      await rig.engine.work(id);
      await rig.engine.sweep();
    }
    expect(await rig.view(id)).toMatchObject({ state: 'waiting', steps: [{ attempt: 1 }] });
    pass(59 * SECOND);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'waiting', steps: [{ attempt: 1 }] });
    pass(SECOND);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded', steps: [{ attempt: 2 }] });
  });

  it('what has passed, and what was lately, is told by the database', async () => {
    const at = (ms: number) => new Date((database?.time.getTime() ?? 0) + ms).toISOString();
    const checks = [
      { label: 'passed', value: [at(-SECOND)], expected: { past: true }, advisory: false, source: null },
      {
        label: 'to come',
        value: [at(60 * SECOND)],
        expected: { past: false },
        advisory: false,
        source: null,
      },
      {
        label: 'lately',
        value: [at(-SECOND)],
        expected: { withinLast: 60 * SECOND },
        advisory: false,
        source: null,
      },
    ];
    const view = await rig.carryOut(planWith([fakeStep('times', { kind: 'assert', spec: { checks } })]));
    expect(view).toMatchObject({ state: 'succeeded' });
  });

  it('a step that is tried again, or that looks again, waits by the database as well', async () => {
    let tries = 0;
    rig.fakes.set('again', {
      async execute() {
        tries += 1;
        return { status: 'failed', reason: 'not yet', next: 'Wait.' };
      },
    });
    const paces = [
      { attempts: 3, backoffMs: 60 * SECOND },
      { poll: { everyMs: 60 * SECOND, forMs: 200 * SECOND } },
    ];
    for (const pace of paces) {
      tries = 0;
      const { id } = await rig.carryOut(planWith([fakeStep('again', pace)]));
      for (const tried of [1, 2]) {
        for (const _time of [1, 2, 3]) await rig.engine.work(id);
        pass(59 * SECOND);
        await rig.engine.work(id);
        expect(tries).toBe(tried);
        pass(62 * SECOND);
        await rig.engine.work(id);
      }
      expect(tries).toBe(3);
      expect(await rig.view(id)).toMatchObject({ state: 'failed' });
    }
  });

  it('spins in nothing while it waits: no entry is written that says so', async () => {
    const { id } = await rig.carryOut(
      planWith([fakeStep('pause', { kind: 'wait', spec: { ms: 20 * SECOND } })]),
    );
    const before = await rig.kindsOf(`run/${id}`);
    for (let time = 0; time < 20; time += 1) {
      await rig.engine.work(id);
      await rig.engine.sweep();
    }
    expect(await rig.kindsOf(`run/${id}`)).toEqual(before);
  });
});
