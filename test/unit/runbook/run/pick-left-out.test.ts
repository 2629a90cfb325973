import { afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, registryOf } from '../definition/folder.ts';

const registry = registryOf(
  demo(`  list: { title: List, source: L1, risk: read, steps: [{ id: read, shell: { run: [list], parse: json }, effect: pure }], gives: { open: "{{ steps.read.json }}" } }
  act:
    title: Act
    source: L1
    risk: low
    params: { one: { type: pick, description: Which one, required: false, from: { action: list, gives: open } } }
    steps: [{ notify: { text: "At {{ run.at }}" } }]`),
);
let printed = 'down';
let looks = 0;
const rig = await openExecution(
  async () => {
    looks += 1;
    rig.clock.advance(5_000);
    return { exit: 0, signal: null, stdout: printed, dropped: 0, ms: 1 };
  },
  openTestDatabase,
  { registry, settings: { vars: {}, workdir: '/tmp' } },
);
afterAll(() => rig.close());

/** Lets the engine work while something waits for it. */
async function working<T>(work: Promise<T>): Promise<T> {
  let over = false;
  const settled = work.finally(() => {
    over = true;
  });
  settled.catch(() => {});
  while (!over) {
    for (const { id } of rig.jobs.woken.splice(0).filter(({ topic }) => topic === 'run'))
      await rig.engine.work(id);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return settled;
}

const asked = (params: Readonly<Record<string, string>>) => ({
  ...{ action: 'demo:act', params, requester: 'ana', place: null },
});

describe('a pick that may be left out', () => {
  it.each([{}, { one: '' }])('is left out also where nobody can tell what there is: %j', async (params) => {
    const before = looks;
    expect(await working(rig.service.propose(asked(params)))).toMatchObject({ kind: 'running' });
    expect(looks).toBe(before);
  });

  it('has a form without a list where there is none', async () => {
    expect(await working(rig.service.lists('demo:act', { requester: 'ana', patienceMs: 5_000 }))).toEqual({});
  });

  it('is not taken as it was typed where nobody can tell', async () => {
    await expect(working(rig.service.propose(asked({ one: 'p1' })))).rejects.toMatchObject({
      refusal: { code: 'pick.no-list', offers: [{ action: 'demo:list', title: 'demo:list' }] },
    });
  });

  it('is looked up before the plan says when it was made', async () => {
    printed = '["p1"]';
    const plan = await working(rig.service.plan(asked({ one: 'p1' })));
    const [list] = await rig.service.list({ action: 'demo:list', limit: 1 });
    // To the second.
    const listed = Math.floor((list?.finishedAt?.getTime() ?? Number.NaN) / 1_000) * 1_000;
    expect(Date.parse(plan.run?.at ?? '')).toBeGreaterThanOrEqual(listed);
  });
});
