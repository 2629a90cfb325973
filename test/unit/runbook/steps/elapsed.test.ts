import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { describeBetween, measure, resolveElapsed } from '../../../../src/runbook/plan/elapsed.ts';
import { assert } from '../../../../src/runbook/steps/assert.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { demo, problemsOf } from '../definition/folder.ts';
import { scopeWith } from '../plan/example.ts';

const FROM = '{{ steps.loss.body.at }}';
const TO = '{{ steps.ask.to }}';

function measured(
  from: Json,
  to: Json,
  limits: Readonly<Record<string, string>>,
  params: Readonly<Record<string, Json>> = {},
) {
  const results: Readonly<Record<string, Json>> = { loss: { body: { at: from } }, ask: { to } };
  return measure(resolveElapsed([FROM, TO], limits, scopeWith(params)), (step) => results[step]);
}

const NOON = '2026-03-01T12:00:00Z';

describe('the time between two moments', () => {
  it.each([
    ['2026-03-01T12:15:00Z', { max: '15m' }, '15m', true],
    ['2026-03-01T12:15:00.000000001Z', { max: '15m' }, '15m1ms', false],
    ['2026-03-01T14:15:00+02:00', { max: '15m', min: '15m' }, '15m', true],
    ['2026-03-01T12:15:00Z', { below: '15m' }, '15m', false],
    ['2026-03-01T12:15:00Z', { above: '15m' }, '15m', false],
    ['2026-03-01T12:15:00Z', { above: '14m59s', below: '1h' }, '15m', true],
    [NOON, { max: '0s' }, '0s', true],
  ])('is compared as exactly as it is written: to %s %j', (to, limits, found, holds) => {
    const result = measured(NOON, to, limits);
    expect(result.found).toBe(found);
    expect(result.wrong === undefined).toBe(holds);
  });

  it('says what it is and what it must be', () => {
    expect(measured(NOON, '2026-03-01T13:00:00Z', { above: '1m', max: '15m' }).wrong).toBe(
      '1h, expected above 1m and at most 15m',
    );
  });

  it('takes limits from elsewhere', () => {
    const limits = { max: '{{ params.most }}' };
    expect(measured(NOON, '2026-03-01T12:15:00Z', limits, { most: '15m' }).wrong).toBeUndefined();
    expect(measured(NOON, '2026-03-01T12:16:00Z', limits, { most: '15m' }).wrong).toContain('at most 15m');
    expect(measured(NOON, '2026-03-01T12:16:00Z', { max: '{{ steps.ask.to }}' }).wrong).toContain(
      'which is no duration',
    );
  });

  it.each([
    ['2026-03-01T11:59:59Z', 'negative: ‹ask.to› comes before ‹loss.body.at›'],
    ['yesterday', 'not known: ‹ask.to› is no time with its zone'],
    ['2026-03-01T12:00.5Z', 'not known: ‹ask.to› is no time with its zone'],
    ['2026-03-01T12:00:00Z.5', 'not known: ‹ask.to› is no time with its zone'],
    ['2026-03-01T12:00:00', 'not known: ‹ask.to› is no time with its zone'],
    [1_772_366_400, 'not known: ‹ask.to› is no time with its zone'],
    [null, 'not known: ‹ask.to› is no time with its zone'],
  ])('is never within a limit where the second is %j', (to, wrong) => {
    expect(measured(NOON, to, { max: '24h' })).toEqual({ found: null, wrong });
  });

  it('is missing where one of them is', () => {
    const elapsed = resolveElapsed([FROM, TO], { max: '1h' }, scopeWith({}));
    expect(measure(elapsed, () => undefined).wrong).toBe('not known: ‹loss.body.at› is missing');
    expect(describeBetween(elapsed.between)).toBe('the time from ‹loss.body.at› to ‹ask.to›');
  });

  it('fits exactly one of above and at most, and never depends on the zone', () => {
    const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.nat(10_000_000), fc.nat(10_000_000), (from, elapsed, limit) => {
        const to = new Date(from.getTime() + elapsed);
        const shifted = new Date(to.getTime() + 5_400_000).toISOString().replace('Z', '+01:30');
        const holds = (limits: Readonly<Record<string, string>>) =>
          measured(from.toISOString(), shifted, limits).wrong === undefined;
        expect(holds({ above: `${limit}ms` })).toBe(elapsed > limit);
        expect(holds({ max: `${limit}ms` })).toBe(elapsed <= limit);
        expect(holds({ min: `${limit}ms` })).toBe(elapsed >= limit);
        expect(holds({ below: `${limit}ms` })).toBe(elapsed < limit);
      }),
    );
  });
});

const act = (check: string): string =>
  demo(`  act:
    title: Act
    source: L1
    risk: read
    params: { n: { type: integer, description: N }, at: { type: datetime, description: A }, d: { type: duration, description: D }, o: { type: duration, description: O, required: false } }
    steps: [{ id: s, http: { get: "https://a.example" } }, { assert: { checks: [{ label: L, ${check} }] } }]`);

describe('a check of a time', () => {
  it('is one of the checks of a step, with its line in the plan and its row in the result', async () => {
    const checks = [
      { label: 'Lost', between: [FROM, TO] as [string, string], max: '15m', advisory: true, source: 'L7' },
    ];
    const spec = assert.resolve(assert.written.parse({ checks }), scopeWith({}));
    expect(assert.describe(spec)).toEqual([
      'Lost: the time from ‹loss.body.at› to ‹ask.to› must be at most 15m (advisory) [L7]',
    ]);
    const results: Readonly<Record<string, Json>> = {
      loss: { body: { at: NOON } },
      ask: { to: '2026-03-01T13:00:00Z' },
    };
    const context = {
      resultOf: (step: string) => results[step],
      now: () => new Date(),
    } as unknown as StepContext;
    expect(await assert.execute(spec, context)).toEqual({
      status: 'succeeded',
      result: {
        checks: [
          {
            label: 'Lost',
            found: '1h',
            expected: 'at most 15m',
            ok: false,
            advisory: true,
            source: 'L7',
            wrong: 'Lost is 1h, expected at most 15m',
          },
        ],
      },
    });
  });

  it.each(['max: 15m', 'max: "{{ params.d }}"', 'above: 1m, below: 1h', 'min: "{{ steps.s.body.least }}"'])(
    'is taken with %s',
    (limit) => {
      expect(problemsOf(act(`between: ["{{ params.at }}", "{{ steps.s.body.at }}"], ${limit}`))).toEqual([]);
    },
  );

  it.each([
    ['between: ["{{ params.at }}", "{{ steps.s.body.at }}"], max: 15', "'max': a number, and no duration"],
    [
      'between: ["{{ params.at }}", "{{ steps.s.body.at }}"], equals: 15m',
      "'equals': no comparison of a time",
    ],
    [
      'between: ["{{ params.at }}", "{{ steps.s.body.at }}"], min: 2h, max: 1h',
      'no time is within these limits',
    ],
    [
      'between: ["{{ params.at }}", "{{ steps.s.body.at }}"], above: 1h, max: 1h',
      'no time is within these limits',
    ],
    ['between: ["{{ params.at }}", "{{ steps.s.body.at }}"]', 'a check without a comparison'],
    ['between: ["{{ params.n }}", "{{ steps.s.body.at }}"], max: 1h', 'is never a time with its zone'],
    [
      'between: ["{{ steps.s.body.at }}", "{{steps.s.body.at}}"], max: 1h',
      "'between': from a moment to itself no time goes by",
    ],
    [
      'between: ["{{ params.at }}", "{{ steps.s.body.at }}"], max: "{{ params.n }}"',
      '{{ params.n }} is never a duration',
    ],
    [
      'between: ["{{ params.at }}", "{{ steps.s.body.at }}"], max: "{{ params.o }}"',
      '{{ params.o }} may be left out, and then there is nothing to compare with',
    ],
    ['between: [yesterday, "{{ steps.s.body.at }}"], max: 1h', 'is never a time with its zone'],
    ['between: ["{{ params.at }}"], max: 1h', "'between'"],
    ['between: ["{{ params.at }}", "{{ steps.t.body.at }}"], max: 1h', "no earlier step 't'"],
    ['value: "{{ steps.s.body.n }}", max: 15m', "'max': a duration, and no number"],
    [
      'value: "{{ steps.s.body.n }}", between: ["{{ params.at }}", "{{ steps.s.body.at }}"], max: 15m',
      'a check is of one value',
    ],
    ['max: 15m', 'a check is of one value'],
  ])('is refused by lint: %s', (check, message) => {
    expect(problemsOf(act(check))).toContainEqual(
      expect.objectContaining({ line: 11, message: expect.stringContaining(message) as string }),
    );
  });
});
