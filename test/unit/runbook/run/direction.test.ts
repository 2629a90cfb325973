import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { planLines } from '../../../../src/commands/plan-lines.ts';
import { policyUses } from '../../../../src/doctor/uses.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { wayOf } from '../../../../src/runbook/plan/direction.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { planPolicy } from '../../../../src/runbook/plan/plan-policy.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution, wokenRun } from '../../../support/execution.ts';
import { demo, problemsOf, registryOf, runbookOf } from '../definition/folder.ts';

const DIRECTION =
  '{ param: bps, looser: higher, now: { action: show, gives: bps }, loosens: two-sre, tightens: one-sre }';

const runbook = (direction = DIRECTION, { type = 'integer', risk = 'read', gives = 'bps' } = {}): string =>
  demo(`  show:
    title: Show the slippage
    source: L1
    risk: ${risk}
    steps: [{ id: read, shell: { run: [show], parse: text }, effect: pure }]
    gives: { ${gives}: "{{ steps.read.text }}" }
  set:
    title: Set the slippage
    source: L1
    risk: high
    params: { bps: { type: ${type}, description: Basis points } }
    approval: ${direction}
    steps: [{ notify: { text: "{{ params.bps }}" } }]`).replace(
    'policies: { ',
    'policies: { two-sre: { groups: [{ of: [sre], quorum: 2 }], reason: required }, ',
  );

/** The same, where whoever looks at the slippage gives values, or is asked something. */
const looking = (params: string, first = ''): string =>
  runbook().replace(
    'risk: read\n    steps: [',
    `risk: read\n    ${params === '' ? '' : `${params.slice(0, -1)}\n    `}steps: [${first}`,
  );

describe('which way a change goes', () => {
  it.each([
    ['higher', 'integer', 200, '100', 'loosens'],
    ['higher', 'integer', 99, '100', 'tightens'],
    ['higher', 'integer', 100, '100', 'loosens'],
    ['lower', 'number', 0.6, '0.5', 'tightens'],
    ['lower', 'number', 0.4, '0.5', 'loosens'],
    ['higher', 'duration', '59m', '1h', 'tightens'],
    ['higher', 'datetime', '2026-03-01T11:00:00Z', '2026-03-01T13:00:00+01:00', 'tightens'],
    ['higher', 'integer', 99, 'unlimited', 'loosens'],
    ['higher', 'integer', 99, undefined, 'loosens'],
    ['higher', 'integer', null, '100', 'loosens'],
  ] as const)('where %s is looser, from what holds: %s %s from %s %s', (looser, type, asked, holds, way) => {
    expect(wayOf({ looser }, type, asked as Json, holds)).toBe(way);
  });
});

describe('lint of a policy by direction', () => {
  it('takes one that can be told', () => {
    expect(problemsOf(runbook())).toEqual([]);
    expect(problemsOf(runbook(DIRECTION.replace('gives: bps', 'gives: bps, within: 1h')))).toEqual([]);
  });

  it.each([
    [
      runbook(DIRECTION.replace('param: bps', 'param: bsp')),
      "There is no parameter 'bsp'.",
      "Did you mean 'bps'?",
    ],
    [
      runbook(DIRECTION, { type: 'text' }),
      'no value of that is higher than another',
      'integer, number, duration',
    ],
    [runbook(DIRECTION.replace('action: show', 'action: shwo')), "no action 'shwo'", "Did you mean 'show'?"],
    [runbook(DIRECTION, { gives: 'other' }), "'show' hands on no 'bps'.", 'Use one of: other.'],
    [runbook(DIRECTION, { risk: 'low' }), 'told by an action that only looks', 'risk: read'],
    [
      looking('params: { market: { type: text, description: M } },'),
      'market has to be given',
      'needs no values',
    ],
    [
      looking('params: { market: { type: text, description: M, required: false } },'),
      'market may be given',
      'takes none',
    ],
    [
      looking('', '{ ask: { question: Q, fields: [{ name: a, label: A }] } }, '),
      'it asks people',
      'asks nobody',
    ],
    [runbook(DIRECTION.replace('two-sre', 'tow-sre')), "no policy 'tow-sre'", "Did you mean 'two-sre'?"],
    [
      runbook(DIRECTION.replace('looser: higher, ', '')),
      "'looser' is missing",
      'Write one of: higher, lower.',
    ],
  ])('refuses one that cannot', (text, message, suggestion) => {
    expect(problemsOf(text)).toMatchObject([
      {
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });

  it('is two policies for keyturn doctor', () => {
    const inline = DIRECTION.replace(
      'tightens: one-sre',
      'tightens: { groups: [{ of: [lead], quorum: 1 }] }',
    );
    expect(policyUses([runbookOf(runbook(inline))]).map(({ name }) => name)).toEqual([
      'demo/two-sre',
      'of demo:set, where it tightens',
    ]);
  });
});

const registry = registryOf(runbook());
let printed = '100\n';
const rig = await openExecution(
  async () => ({ exit: 0, signal: null, stdout: printed, dropped: 0, ms: 1 }),
  openTestDatabase,
  { registry, settings: { vars: {}, workdir: '/tmp' } },
);
rig.people.put('chen', 'sre');
afterAll(() => rig.close());

async function look(bps: string): Promise<string> {
  printed = `${bps}\n`;
  const proposed = await rig.service.propose({
    action: 'demo:show',
    params: {},
    requester: 'ana',
    place: null,
  });
  if (proposed.kind !== 'running') throw new Error(proposed.kind);
  await rig.engine.work(proposed.runId);
  return proposed.runId;
}
async function ask(bps: string) {
  const asked = {
    action: 'demo:set',
    params: { bps },
    requester: 'ana',
    place: null,
    reason: 'calm markets',
  };
  const proposed = await rig.service.propose(asked);
  if (proposed.kind !== 'pending') throw new Error(proposed.kind);
  const view = await rig.db.read((reader) => rig.approvals.get(reader, proposed.requestId));
  if (view === undefined) throw new Error(proposed.requestId);
  const { plan } = view.document as unknown as { readonly plan: Plan };
  const policy = planPolicy(plan)?.policy as { readonly groups: readonly { readonly quorum: number }[] };
  return { id: proposed.requestId, plan, quorum: policy.groups[0]?.quorum };
}

describe('an approval by direction', () => {
  it('asks two where nobody has looked lately, and says so', async () => {
    const { plan, quorum } = await ask('50');
    expect(quorum).toBe(2);
    const text = JSON.stringify(describePlan(plan, stepKinds));
    expect(text).toContain(
      'Counts as loosening bps, because no run of demo:show has told lately what holds now',
    );
    await look('100');
    rig.clock.advance(16 * 60_000);
    expect((await ask('50')).quorum).toBe(2);
  });

  it('asks two for what loosens and one for what tightens, and shows by what', async () => {
    const run = await look('100');
    expect(await ask('200')).toMatchObject({ quorum: 2, plan: { direction: { way: 'loosens' } } });
    const { plan, quorum } = await ask('50');
    expect(quorum).toBe(1);
    const words = `Tightens bps: 100 now (read by ${run}), 50 asked for`;
    expect(planLines({ plan } as unknown as Json, () => []).direction).toBe(words);
  });

  it('does not start as tightening what loosens by then', async () => {
    await look('100');
    const { id } = await ask('50');
    await look('40');
    await rig.approve(id, 'ben');
    const run = wokenRun(rig.jobs);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('since then demo:show found 40') as string,
    });
  });

  it('starts where a later look found what still makes it tighten', async () => {
    await look('100');
    const { id } = await ask('50');
    await look('60');
    await rig.approve(id, 'ben');
    const run = wokenRun(rig.jobs);
    await rig.engine.work(run);
    expect(await rig.view(run)).toMatchObject({ state: 'succeeded' });
  });
});
