import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { BadParams } from '../../../../src/runbook/plan/param.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, folderWith, problemsOf } from '../definition/folder.ts';
import { plan } from '../plan/example.ts';

interface Written {
  readonly params?: string;
  readonly step?: string;
  readonly title?: string;
  readonly limits?: string;
  readonly vars?: string;
  readonly rest?: string;
}

const LOOK = '{ id: look, http: { get: "https://shop.example/state" } }, ';

/** An action whose parts stand on lines of their own from line 7 on; limits and variables behind it. */
function text({
  params = '{}',
  step = 'wait: { for: 1s }',
  title = 'Act',
  limits = '{}',
  vars = '{}',
  rest = '',
}: Written): string {
  return demo(
    `  act:
    title: "${title}"
    source: L1
    risk: read
    params: ${params}
    steps: [${LOOK}{ ${step} }]`,
    `limits: ${limits}\nvars: ${vars}\n${rest}`,
  );
}

const SPEND = '{ spend: { title: Spend, source: L2, min: 1, max: 5000 } }';
const max = (of: string) => `{ n: { type: integer, description: N, max: "{{ ${of} }}" } }`;
const check = (compared: string) =>
  `assert: { checks: [{ label: L, value: "{{ steps.look.body.n }}", ${compared} }] }`;

function load(written: Written, vars: Readonly<Record<string, string>> = {}): Runbook {
  const folder = folderWith({ 'demo/a.yaml': text(written) });
  const { runbooks, problems } = loadRunbooks(folder, stepKinds, { vars: { demo: vars } });
  const [runbook] = runbooks;
  if (runbook === undefined) throw new Error(JSON.stringify(problems));
  return runbook;
}

function planOf(runbook: Runbook, params: Readonly<Record<string, string>> = {}) {
  const { act: action } = runbook.actions;
  if (action === undefined) throw new Error('no action');
  return plan(params, { runbook, action });
}

describe('a number that stands elsewhere', () => {
  it('bounds a parameter', () => {
    const runbook = load({ params: max('limits.spend.max'), limits: SPEND });
    expect(() => planOf(runbook, { n: '5001' })).toThrow(BadParams);
    expect(planOf(runbook, { n: '5000' }).params).toEqual({ n: 5000 });
  });

  it.each([
    ['a check', check('max: "{{ limits.spend.max }}"'), 'at most 5000'],
    ['a choice of numbers', check('in: ["{{ limits.spend.min }}", 7]'), 'one of 1, 7'],
    [
      'an answer',
      'http: { get: "https://a.example", expect: { json: { $.n: { below: "{{ limits.spend.max }}" } } } }',
      '$.n: below 5000',
    ],
    [
      'an answer that is one number',
      'http: { get: "https://a.example", expect: { json: { $.n: "{{ limits.spend.max }}" } } }',
      '$.n: 5000',
    ],
    [
      'a condition',
      'when: { value: "{{ steps.look.body.n }}", above: "{{ limits.spend.min }}" }, wait: { for: 1s }',
      'Only when steps.look.body.n is above 1',
    ],
    ['a wait', 'wait: { for: "{{ limits.pause.max }}" }', 'waits 15m'],
    [
      'how long an answer takes',
      'http: { get: "https://a.example", expect: { within: "{{ limits.pause.max }}" } }',
      '15m',
    ],
    [
      'looking again',
      'http: { get: "https://a.example" }, poll: { every: 1m, for: "{{ limits.pause.max }}" }',
      'for up to 15 min',
    ],
    [
      'a text',
      'notify: { text: "At most {{ limits.spend.max }} in {{ limits.spend.per }}" }',
      'At most 5000 in 24h',
    ],
  ])('stands in %s', (_what, step, line) => {
    const limits =
      '{ spend: { title: Spend, source: L2, min: 1, max: 5000, per: 24h }, pause: { title: Pause, source: L3, max: 15m } }';
    const lines = describePlan(planOf(load({ step, limits })), stepKinds).flatMap((section) => section.lines);
    expect(lines).toContainEqual(expect.stringContaining(line));
  });

  it('stands in bands, targets, titles and the body of a request, there as a number', () => {
    const rest = `metrics: { m: { title: M, source: L3, target: { below: "{{ limits.spend.max }}" } } }
monitors: { m: { title: M, source: L4, metric: m, bands: { critical: { when: [{ above: "{{ limits.spend.max }}" }] } } } }`;
    const step = 'http: { get: "https://a.example", json: { most: "{{ limits.spend.max }}" } }';
    const runbook = load({ title: 'At most {{ limits.spend.max }}', step, limits: SPEND, rest });
    expect(runbook.actions.act?.title).toBe('At most 5000');
    expect(runbook.metrics.m?.target).toEqual({ below: 5000 });
    expect(runbook.monitors.m?.bands.critical?.when).toEqual([{ above: 5000 }]);
    expect(JSON.stringify(planOf(runbook).steps[1]?.spec)).toContain('5000');
    expect(JSON.stringify(planOf(runbook).steps[1]?.spec)).not.toContain('\\"5000');
  });

  it('keeps the form in which it is written', () => {
    const limits = '{ spend: { title: S, source: L2, max: 1.10 } }';
    const runbook = load({
      params: '{ n: { type: number, description: N, max: "{{ limits.spend.max }}" } }',
      limits,
    });
    expect(runbook.actions.act?.params.n?.max).toEqual({ $exact: '1.10' });
    expect(planOf(runbook, { n: '1.10' }).numbers).toMatchObject([{ value: { $exact: '1.10' } }]);
  });

  it('is a variable, by its default or by the settings', () => {
    const written = { params: max('vars.most'), vars: '{ most: { description: Most, default: "7" } }' };
    expect(load(written).actions.act?.params.n?.max).toBe(7);
    expect(load(written, { most: '8' }).actions.act?.params.n?.max).toBe(8);
    expect(load(written, { most: '8' }).digest).not.toBe(load(written).digest);
  });

  it('is told in the plan, with what it is called and where it came from', () => {
    const written = {
      ...{ params: max('limits.spend.max'), vars: '{ most: { description: Most, default: "7" } }' },
      limits:
        '{ spend: { title: Spend a day, source: L2, max: "{{ vars.most }}" }, other: { title: O, source: L3, max: 1 } }',
    };
    const made = planOf(load(written), { n: '1' });
    expect(made.numbers).toEqual([
      { name: 'limits.spend.max', value: 7, title: 'Spend a day', from: 'vars.most' },
    ]);
    expect(describePlan(made, stepKinds)[0]?.lines).toContain(
      'limits.spend.max = 7 (Spend a day, from vars.most)',
    );
  });

  it('changes nothing of a runbook without one, nor what variables are elsewhere', () => {
    const step = 'http: { get: "{{ vars.shop }}/a", json: { min: "{{ vars.shop }}" } }';
    const made = planOf(load({ step, vars: '{ shop: { description: S, default: "https://a.example" } }' }));
    expect(made).not.toHaveProperty('numbers');
    expect(made.targets).toContain('https://a.example/a');
  });

  it.each([
    [
      'a limit that there is not',
      { params: max('limits.spent.max'), limits: SPEND },
      10,
      "There is no limit 'spent'.",
      "Did you mean 'spend'?",
    ],
    [
      'an end that it has not',
      { params: max('limits.spend.most'), limits: SPEND },
      10,
      "The limit 'spend' has no 'most'.",
      'max',
    ],
    [
      'no end',
      { params: max('limits.spend'), limits: SPEND },
      10,
      'does not say which end it means',
      '{{ limits.spend.max }}',
    ],
    [
      'arithmetic',
      { step: 'notify: { text: "{{ limits.spend.max * 2 }}" }', limits: SPEND },
      11,
      "'{{ limits.spend.max * 2 }}' is no reference to a limit.",
      'a limit of its own',
    ],
    [
      'a variable that holds a reference',
      {
        step: check('max: "{{ vars.most }}"'),
        vars: '{ most: { description: M, default: "{{ steps.look.body.n }}" } }',
      },
      11,
      "The variable 'most' holds a reference, and a number stands here.",
      'Write its value out.',
    ],
    [
      'a variable that there is not',
      { params: max('vars.most') },
      10,
      "The runbook has no variable 'most'.",
      'None is defined',
    ],
    [
      'a variable without a value',
      { params: max('vars.most'), vars: '{ most: { description: M } }' },
      10,
      "The variable 'most' has no value, and a number stands here.",
      'keyturn.yaml',
    ],
    [
      'a text where a number is compared',
      { step: check('max: "{{ vars.most }}"'), vars: '{ most: { description: M, default: many } }' },
      11,
      'a text that is no number',
      'Write a number',
    ],
    [
      'a text where a parameter has a bound',
      { params: max('vars.most'), vars: '{ most: { description: M, default: many } }' },
      10,
      "'many' is not a number",
      'Write a number',
    ],
    [
      'a duration where a number is expected',
      {
        rest: 'monitors: { m: { title: M, source: L4, metric: m, bands: { critical: { when: [{ above: "{{ limits.pause.max }}" }] } } } }\nmetrics: { m: { title: M, source: L3 } }',
        limits: '{ pause: { title: P, source: L2, max: 15m } }',
      },
      14,
      `'above' is "15m", not a number.`,
      '',
    ],
    [
      'a number where a duration is expected',
      { step: 'wait: { for: "{{ limits.spend.max }}" }', limits: SPEND },
      11,
      "'5000' is not a duration",
      'unit',
    ],
    [
      'a range without room',
      { step: check('min: 6000, max: "{{ limits.spend.max }}"'), limits: SPEND },
      11,
      'nothing is',
      '',
    ],
    [
      'a limit in another',
      {
        limits:
          '{ a: { title: A, source: L2, max: 1 }, b: { title: B, source: L3, max: "{{ limits.a.max }}" } }',
      },
      12,
      'A limit does not refer to a limit.',
      'Write the number here',
    ],
    [
      'a limit in a variable',
      { limits: SPEND, vars: '{ v: { description: V, default: "{{ limits.spend.max }}" } }' },
      13,
      'A variable does not refer to a limit.',
      'Write the number here',
    ],
  ])('is refused at its place for %s', (_what, written, line, message, suggestion) => {
    expect(problemsOf(text(written))).toMatchObject([
      {
        line,
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });

  it('carries nothing on from a limit that is no number', () => {
    for (const value of ['{{ secrets.KEY }}', '{{ params.n }}', '{{ vars.v }}', 'soon']) {
      const problems = problemsOf(
        text({
          step: 'notify: { text: "{{ limits.spend.max }}" }',
          limits: `{ spend: { title: S, source: L2, max: "${value}" } }`,
          vars: '{ v: { description: V, default: soon } }',
        }),
      );
      expect(problems).toMatchObject([
        { line: 11, message: "'max' of the limit 'spend' is neither a number nor a duration." },
        { line: 12, message: "'max': a text that is neither a number nor a duration." },
      ]);
    }
  });

  it('hides no other fault', () => {
    const problems = problemsOf(
      text({ params: max('limits.spent.max'), step: 'wait: { for: soon }', limits: SPEND }),
    );
    expect(problems.map(({ line }) => line)).toEqual([10, 11]);
  });
});
