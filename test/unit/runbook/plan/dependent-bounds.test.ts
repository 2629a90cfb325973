import { describe, expect, it } from 'vitest';
import type { Param } from '../../../../src/runbook/definition/construct/param.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import { KNOWN } from '../../../support/known.ts';
import { demo, problemsOf } from '../definition/folder.ts';

const pair = (type: Param['type'], change: Partial<Param> = {}): Readonly<Record<string, Param>> => ({
  part: { type, description: 'A part', max: '{{ params.total }}' },
  total: { type, description: 'The whole', ...change },
});
const problems = (declared: Readonly<Record<string, Param>>, given: Record<string, string>) =>
  checkParams(declared, given, KNOWN).problems;

describe('a value that is bounded by another', () => {
  it.each([
    ['integer', '5', '5', '6'],
    ['number', '0.5', '0.5', '0.50001'],
    ['duration', '1h', '60m', '61m'],
    ['datetime', '2026-03-01T12:00:00Z', '2026-03-01T14:00:00+02:00', '2026-03-01T12:00:01Z'],
  ] as const)('is refused beyond it, and says which one that is: %s', (type, total, good, bad) => {
    expect(problems(pair(type), { part: good, total })).toEqual([]);
    expect(problems(pair(type), { part: bad, total })).toMatchObject([
      { param: 'part', suggestion: expect.stringContaining('That is the value of total.') as string },
    ]);
  });

  it('is bounded by a default, too, and by nothing where the other is left out', () => {
    expect(problems(pair('integer', { default: 3 }), { part: '4' })).toHaveLength(1);
    expect(problems(pair('integer', { required: false }), { part: '4' })).toEqual([]);
  });

  it('says of a faulty bound only that it is faulty', () => {
    expect(problems(pair('integer'), { part: '4', total: 'x' }).map(({ param }) => param)).toEqual(['total']);
  });

  it('may bound that one in turn', () => {
    const both = pair('integer', { min: '{{ params.part }}' });
    expect(problems(both, { part: '4', total: '4' })).toEqual([]);
    expect(problems(both, { part: '5', total: '4' }).map(({ param }) => param)).toEqual(['part', 'total']);
  });
});

const act = (part: string, total = 'type: integer') =>
  demo(`  act:
    title: Act
    source: L1
    risk: low
    params:
      total: { ${total}, description: T }
      part: { ${part}, description: P }
    steps: [{ shell: { run: [go, "{{ params.part }}", "{{ params.total }}"] }, effect: pure }]`);

describe('lint of a bound that is another value', () => {
  it.each([
    ['type: integer, max: "{{ params.total }}"', 'type: integer'],
    ['type: number, max: "{{ params.total }}"', 'type: integer'],
    ['type: duration, min: "{{params.total}}"', 'type: duration'],
    ['type: datetime, min: "{{ params.total }}", max: now', 'type: datetime'],
  ])('takes %s beside %s', (part, total) => {
    expect(problemsOf(act(part, total))).toEqual([]);
  });

  it.each([
    ['type: integer, max: "{{ params.totl }}"', "There is no parameter 'totl'.", "Did you mean 'total'?"],
    ['type: integer, max: "{{ params.part }}"', "'part' would be bounded by itself.", 'Use one of: total.'],
    ['type: duration, max: "{{ params.total }}"', 'nobody can compare them', 'of type duration'],
    ['type: integer, max: "{{ params.total }} x"', 'A bound is a value, or one other', 'Write it alone'],
    ['type: integer, max: "{{ vars.total }}"', "The runbook has no variable 'total'", 'None is defined'],
    ['type: integer, max: "{{ vars.total }}0"', 'A bound is a value, or one other', 'Write it alone'],
    ['type: text, max: "{{ params.total }}"', 'max does not apply to type text', 'integer, number'],
  ])('refuses %s, and says what to write', (part, message, suggestion) => {
    expect(problemsOf(act(part))).toMatchObject([
      {
        line: 12,
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });
});
