import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { factsOf } from '../../../../src/runbook/plan/occasion.ts';
import { createScope } from '../../../../src/runbook/plan/scope.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { OCCASION } from '../../../support/known.ts';

const NOW = new Date('2026-01-02T12:00:00.000Z');
const SCOPE = {
  ...{
    action: 'test:go',
    declared: [],
    params: {},
    vars: {},
    workdir: '/srv',
    folder: '/srv',
    path: [],
    env: {},
  },
  facts: factsOf(OCCASION),
  persons: {},
};
const TOLD = { succeeded: 'done', failed: 'not done' } as const;

/** What a probe tells of a step that is written like this, when it is answered like that. */
async function told(kindName: 'http' | 'shell', written: object, answer: Json): Promise<string> {
  const kind = stepKinds.get(kindName);
  if (kind?.probe === undefined) throw new Error(kindName);
  const scope = createScope(SCOPE);
  const spec = JSON.parse(JSON.stringify(kind.resolve(kind.written.parse(written), scope))) as Json;
  const context = { now: () => NOW, output: () => {}, files: [], effect: async () => answer };
  const outcome = await kind.probe(spec, context as unknown as StepContext);
  return TOLD[outcome?.status as keyof typeof TOLD] ?? 'nobody can tell';
}

const GET = 'https://pay.example/7';
const asked = (probe: object, status: number, body: Json, ms = 1) =>
  told('http', { post: 'https://pay.example', probe: { get: GET, ...probe } }, { status, body, ms });
const printed = (json: object, stdout: string, change: object = {}) =>
  told(
    'shell',
    { run: ['pay'], probe: { run: ['pay', '--status'], exits: { '0': 'done', '1': 'not-done' }, json } },
    { exit: 0, signal: null, stdout, dropped: 0, ms: 1, ...change },
  );

const PAID = { expect: { status: 200, json: { '$.paid': true } } };

/** Bodies that speak of something else than the payment. */
const MUTE: readonly Json[] = [
  { error: 'too many requests' },
  {},
  null,
  [],
  '',
  'down for maintenance',
  { paid: null },
  { paid: 'true' },
  { paid: 'no' },
  { paid: 0 },
  { paid: {} },
  { paid: [false] },
  [{ paid: false }],
];

describe('a probe that says nothing about the effect', () => {
  it.each(MUTE.map((body) => [JSON.stringify(body), body] as const))(
    'is no sign that it did not happen: %s',
    async (text, body) => {
      expect(await asked(PAID, 200, body)).toBe('nobody can tell');
      expect(await printed({ '$.paid': true }, text)).toBe('nobody can tell');
    },
  );

  it('is one whose status the runbook does not speak of, whatever its body', async () => {
    const statuses = fc.integer({ min: 100, max: 599 }).filter((status) => status !== 200);
    const bodies = fc.oneof(
      fc.constantFrom(...MUTE),
      fc.constant({ paid: false }),
      fc.constant({ paid: true }),
    );
    await fc.assert(
      fc.asyncProperty(statuses, bodies, async (status, body) => {
        expect(await asked(PAID, status, body)).toBe('nobody can tell');
      }),
    );
  });

  it('is one that came too late, and one of which something was cut out', async () => {
    const within = { expect: { ...PAID.expect, within: '1s' } };
    expect(await asked(within, 200, { paid: false }, 1_001)).toBe('nobody can tell');
    expect(await asked(within, 200, { paid: true }, 1_001)).toBe('nobody can tell');
    expect(await printed({ '$.paid': true }, '{"paid":false}', { dropped: 9 })).toBe('nobody can tell');
  });

  it('is every body that holds no value of the expected sort', async () => {
    const others = fc.jsonValue().filter((value) => typeof value !== 'boolean') as fc.Arbitrary<Json>;
    await fc.assert(
      fc.asyncProperty(others, async (paid) => {
        expect(await asked(PAID, 200, { paid })).toBe('nobody can tell');
        expect(await printed({ '$.paid': true }, JSON.stringify({ paid }))).toBe('nobody can tell');
      }),
    );
  });

  it('is one that leaves out a part of what is expected, though another part differs', async () => {
    const both = { expect: { json: { '$.id': 7, '$.paid': true } } };
    expect(await asked(both, 200, { paid: false })).toBe('nobody can tell');
    expect(await asked(both, 200, { id: 7, paid: false })).toBe('not done');
    expect(await asked(both, 200, { id: 7, paid: true })).toBe('done');
  });
});

describe('a probe that speaks of the effect', () => {
  it.each<[object, Json, string]>([
    [{ '$.v': true }, true, 'done'],
    [{ '$.v': true }, false, 'not done'],
    [{ '$.v': 'closed' }, 'open', 'not done'],
    [{ '$.v': 'closed' }, ' ', 'nobody can tell'],
    [{ '$.v': 'closed' }, 7, 'nobody can tell'],
    [{ '$.v': 12 }, '12', 'done'],
    [{ '$.v': 12 }, 11, 'not done'],
    [{ '$.v': 12 }, 'none', 'nobody can tell'],
    [{ '$.v': { above: 2 } }, '0x2', 'not done'],
    [{ '$.v': { above: 2 } }, 'n/a', 'nobody can tell'],
    [{ '$.v': { in: ['a', 'b'] } }, 'c', 'not done'],
    [{ '$.v': { in: ['a', 'b'] } }, 1, 'nobody can tell'],
    [{ '$.v': { not: 'none' } }, 'active', 'done'],
    [{ '$.v': { not: 'none' } }, 'none', 'not done'],
    [{ '$.v': { not: 'none' } }, null, 'nobody can tell'],
    [{ '$.v': { not: 'none' } }, { error: 'x' }, 'nobody can tell'],
    [{ '$.v': { not: null } }, 'since today', 'done'],
    [{ '$.v': { not: null } }, null, 'not done'],
    [{ '$.v': null }, null, 'done'],
    [{ '$.v': null }, 'held', 'nobody can tell'],
    [{ '$.v': { past: true } }, '2026-01-03T00:00:00Z', 'not done'],
    [{ '$.v': { past: true } }, 'soon', 'nobody can tell'],
    [{ '$.v': { past: true, orNull: true } }, null, 'done'],
    [{ '$.v': { past: true } }, null, 'nobody can tell'],
  ])('expects %j, finds %j: %s', async (json, v, verdict) => {
    expect(await asked({ expect: { json } }, 200, { v })).toBe(verdict);
    expect(await printed(json, JSON.stringify({ v }))).toBe(verdict);
  });

  it('says by a status that it did not happen where the runbook declares it', async () => {
    const declared = { ...PAID, notDone: [404, 410] };
    expect(await asked(declared, 404, { error: 'no such payment' })).toBe('not done');
    expect(await asked(declared, 410, '')).toBe('not done');
    expect(await asked(declared, 403, '')).toBe('nobody can tell');
    expect(await asked(declared, 200, { paid: true })).toBe('done');
    expect(await asked({ expect: { status: 200 }, notDone: 404 }, 200, '')).toBe('done');
    expect(await asked({ expect: { status: 200 }, notDone: 404 }, 404, '')).toBe('not done');
  });

  it('shows on the card what it goes by', () => {
    const kind = stepKinds.get('http');
    const scope = createScope(SCOPE);
    const written = { post: 'https://pay.example', probe: { get: GET, ...PAID, notDone: 404 } };
    expect(kind?.describe(kind.resolve(kind.written.parse(written), scope))).toEqual([
      'POST https://pay.example',
      `after a crash asks: GET ${GET}`,
      'expects status 200',
      'expects $.paid: true',
      'its status 404 means that it did not happen',
    ]);
  });

  it.each([
    ['nothing at all', { expect: {} }, 'by which status or which value'],
    ['only how fast it answers', { expect: { within: '5s' } }, 'by which status or which value'],
    ['the same status twice', { expect: { status: 404 }, notDone: 404 }, 'both'],
    ['an error of the server', { expect: { status: 200 }, notDone: 503 }, '499'],
  ])('is refused when it declares %s', (_name, probe, why) => {
    const written = { post: 'https://pay.example', probe: { get: GET, ...probe } };
    expect(JSON.stringify(stepKinds.get('http')?.written.safeParse(written).error?.issues)).toContain(why);
  });
});
