import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { OpsError } from '../../../../src/errors.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution, wokenRun } from '../../../support/execution.ts';
import { demo, registryOf } from '../definition/folder.ts';

const change = (id: string): string => `  ${id}:
    title: Set the slippage
    source: L1
    risk: high
    params: { bps: { type: integer, description: Basis points } }
    approval: { param: bps, looser: higher, now: { action: show, gives: bps }, loosens: two-sre, tightens: one-sre }
    steps: [{ shell: { run: [${id}, "{{ params.bps }}"] }, effect: idempotent }]`;

const registry = registryOf(
  demo(`  show:
    title: Show the slippage
    source: L1
    risk: read
    steps: [{ id: read, shell: { run: [show], parse: text }, effect: pure }]
    gives: { bps: "{{ steps.read.text }}" }
${change('set')}
${change('put')}`).replace('policies: { ', 'policies: { two-sre: { groups: [{ of: [sre], quorum: 2 }] }, '),
);

/** What holds in truth, which only what runs knows. */
let truth = 100;
/** Whether the next look fails, and whether the next change ends as failed though it was made. */
let failing = false;
/** A look that has read the value, and is not heard of before this is called. */
let release: (() => void) | undefined;
let isSlow = false;

const rig = await openExecution(
  async (_integration, _operation, input) => {
    const [program = '', value = ''] = (input as { readonly argv: readonly string[] }).argv;
    const exit = failing ? 1 : 0;
    const stdout = `${truth}\n`;
    if (program === 'show' && isSlow) await new Promise<void>((resolve) => (release = resolve));
    if (program !== 'show') truth = Number(value);
    return { exit, signal: null, stdout, dropped: 0, ms: 1 };
  },
  openTestDatabase,
  { registry, settings: { vars: {}, workdir: '/tmp' } },
);
rig.people.put('chen', 'sre');
afterAll(() => rig.close());

async function look(): Promise<string> {
  const asked = { action: 'demo:show', params: {}, requester: 'ana', place: null };
  const proposed = await rig.service.propose(asked);
  if (proposed.kind !== 'running') throw new Error(proposed.kind);
  return proposed.runId;
}

async function planOf(request: string): Promise<Plan> {
  const view = await rig.db.read((reader) => rig.approvals.get(reader, request));
  if (view === undefined) throw new Error(request);
  return (view.document as unknown as { readonly plan: Plan }).plan;
}

async function ask(action: string, bps: number) {
  const asked = { action: `demo:${action}`, params: { bps: String(bps) }, requester: 'ana', place: null };
  const proposed = await rig.service.propose(asked);
  if (proposed.kind !== 'pending') throw new Error(proposed.kind);
  const { direction } = await planOf(proposed.requestId);
  return { request: proposed.requestId, way: direction?.way, bps };
}
type Asked = Awaited<ReturnType<typeof ask>>;

/** @returns whether it was carried out, and what held in truth right before. */
async function claim({ request, way }: Asked) {
  const before = truth;
  try {
    for (const voter of way === 'tightens' ? ['ben'] : ['ben', 'chen']) await rig.approve(request, voter);
  } catch (error) {
    // So much time has passed that nobody may vote any more.
    if (error instanceof OpsError && error.refusal.code === 'approval.finished')
      return { before, began: false };
    throw error;
  }
  const run = wokenRun(rig.jobs);
  await rig.engine.work(run);
  return { before, began: (await rig.view(run)).startedAt !== null };
}

const bps = fc.integer({ min: 1, max: 9 }).map((tens) => tens * 10);
const event = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('look begins' as const, 'look ends' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('ask' as const), action: fc.constantFrom('set', 'put'), bps }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time' as const), minutes: fc.nat({ max: 20 }) }) },
);

type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** Plays events, and tells each change that was carried out as tightening with what held right before. */
async function play(events: readonly Event[]) {
  const open: Asked[] = [];
  const tightened: { readonly before: number; readonly bps: number }[] = [];
  let slow: Promise<unknown> | undefined;
  const endSlow = async () => {
    release?.();
    await slow;
    slow = undefined;
    release = undefined;
  };
  for (const one of events) {
    rig.clock.advance(10);
    failing = 'fails' in one && one.fails;
    if (one.do === 'look') await rig.engine.work(await look());
    if (one.do === 'look begins' && slow === undefined) {
      isSlow = true;
      slow = rig.engine.work(await look());
      while (release === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
      isSlow = false;
    }
    if (one.do === 'look ends') await endSlow();
    if (one.do === 'ask') open.push(await ask(one.action, one.bps));
    if (one.do === 'time') rig.clock.advance(one.minutes * 60_000);
    const asked = one.do === 'claim' ? open.shift() : undefined;
    if (asked === undefined) continue;
    const { before, began } = await claim(asked);
    if (began && asked.way === 'tightens') tightened.push({ before, bps: asked.bps });
  }
  failing = false;
  await endSlow();
  return tightened;
}

it('whatever was looked at and changed in which order, what starts as tightening tightens what holds just then', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 14 }), async (events) => {
      truth = 100;
      const looked: Event = { do: 'look', fails: false };
      for (const { before, bps: after } of await play([looked, ...events]))
        expect(after).toBeLessThan(before);
    }),
    { numRuns: 60 },
  );
}, 120_000);

it('two that were planned from one look do not both start as tightening', async () => {
  truth = 100;
  rig.clock.advance(3_600_000);
  const at = await play([
    { do: 'look', fails: false },
    { do: 'ask', action: 'set', bps: 50 },
    { do: 'ask', action: 'put', bps: 80 },
    { do: 'claim', fails: false },
    { do: 'claim', fails: false },
  ]);
  expect(at).toEqual([{ before: 100, bps: 50 }]);
});

it('says by what the look does not count any more', async () => {
  await rig.engine.work(await look());
  rig.clock.advance(10);
  const { way, request } = await ask('set', 10);
  expect(way).toBe('tightens');
  await rig.approve(request, 'ben');
  const run = wokenRun(rig.jobs);
  await rig.engine.work(run);
  rig.clock.advance(10);
  const next = await ask('put', 5);
  expect(next.way).toBe('loosens');
  const { direction } = await planOf(next.request);
  expect(direction).toMatchObject({
    holds: null,
    unknown: 'demo:set has run since demo:show looked last',
  });
});
