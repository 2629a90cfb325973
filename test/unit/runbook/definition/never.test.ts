import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpsError } from '../../../../src/errors.ts';
import { actionFindings } from '../../../../src/runbook/definition/check/action.ts';
import type { Action } from '../../../../src/runbook/definition/construct/action.ts';
import type { Comparison } from '../../../../src/runbook/plan/comparison.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import { mayHold } from '../../../../src/runbook/plan/may-hold.ts';
import { mismatch } from '../../../../src/runbook/plan/mismatch.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import type { Candidate } from '../../../../src/runbook/plan/possible.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { readNumber } from '../../../../src/values/number.ts';
import { KNOWN, OCCASION } from '../../../support/known.ts';
import { demo, problemsOf, runbookOf } from './folder.ts';

const PARAMS = `{ flag: { type: boolean, description: F }, size: { type: integer, description: S, min: 1, max: 9 },
      rate: { type: number, description: R }, mode: { type: choice, description: M, choices: [soft, loud] },
      text: { type: text, description: T }, word: { type: text, description: W, pattern: "[a-z]+" },
      at: { type: datetime, description: A }, link: { type: url, description: L }, mail: { type: email, description: E },
      span: { type: duration, description: D }, who: { type: identifier, description: I },
      maybe: { type: choice, description: O, choices: [a, b], required: false } }`;

/** An action whose own words, and steps from line 17 on, are given. */
function act(steps: readonly string[], words = 'title: Act'): string {
  const lines = steps.map((step) => `      - { ${step} }`).join('\n');
  return demo(
    `  act:\n    ${words}\n    source: L1\n    risk: read\n    params: ${PARAMS}\n    steps:\n${lines}`,
  );
}

const LINE = 17;
const BEFORE = [
  'id: sh, shell: { run: [ls], exits: { "0": ok, "3": threat } }, effect: pure',
  'id: web, http: { get: "https://a.example" }',
  'id: asked, ask: { question: Q, fields: [{ name: count, label: C, type: number }, { name: why, label: W }, { name: link, label: L, type: url }] }',
  'id: sure, confirm: { question: Q }',
  'id: way, branch: { question: Q, choices: { left: Left, right: Right } }',
  'id: rest, wait: { for: 5s }',
];
const check = (value: string, comparison: string): string =>
  `assert: { checks: [{ label: Level, value: "${value}", ${comparison} }] }`;
const behind = (step: string): string => act([...BEFORE, step]);

describe('lint refuses a check that can never hold', () => {
  it.each([
    ['abc', 'above: 1'],
    ['abc', 'equals: abd'],
    ['5', 'min: 6'],
    ['5', 'equals: true'],
    ['soon', 'past: true'],
    ['{{ params.flag }}', 'above: 1'],
    ['{{ params.flag }}', 'equals: "true"'],
    ['{{ params.size }}', 'above: 9'],
    ['{{ params.size }}', 'equals: 1.5'],
    ['{{ params.size }}', 'in: [0, 10]'],
    ['{{ params.size }}', 'equals: "5"'],
    ['{{ params.size }}', 'past: true'],
    [' {{ params.size }} ', 'above: 9'],
    ['{{ params.rate }}', 'equals: high'],
    ['{{ params.mode }}', 'equals: quiet'],
    ['{{ params.mode }}', 'min: 1'],
    ['{{ params.maybe }}', 'equals: c'],
    ['{{ params.text }}', 'equals: null'],
    ['{{ params.text }}', 'equals: true'],
    ['{{ params.text }}', 'equals: " blank "'],
    ['{{ params.word }}', 'equals: UPPER'],
    ['{{ params.at }}', 'above: 1'],
    ['{{ params.at }}', 'equals: tomorrow'],
    ['{{ params.link }}', 'withinLast: 1h'],
    ['{{ params.mail }}', 'max: 3'],
    ['{{ params.span }}', 'below: 60'],
    ['v{{ params.size }}', 'above: 1'],
    ['v{{ params.size }}', 'equals: w1'],
    ['{{ params.size }} ms', 'equals: 5 s'],
    ['{{ steps.sh.exit }}', 'equals: "3"'],
    ['{{ steps.sh.exit }}', 'above: 255'],
    ['{{ steps.sh.exit }}', 'equals: threat'],
    [' {{ steps.sh.exit }}', 'min: 0'],
    ['{{ steps.sh.stdout }}', 'equals: null'],
    ['{{ steps.web.status }}', 'equals: OK'],
    ['{{ steps.web.status }}', 'below: 100'],
    ['{{ steps.web }}', 'equals: 200'],
    ['{{ steps.asked.count }}', 'equals: many'],
    ['{{ steps.asked.link }}', 'above: 1'],
    ['{{ steps.asked.by }}', 'above: 1'],
    ['{{ steps.sure.choice }}', 'equals: "yes"'],
    ['{{ steps.way.choice }}', 'equals: middle'],
    ['{{ steps.way.choice }}', 'above: 1'],
    ['{{ steps.way.at }}', 'above: 1'],
    ['{{ steps.rest.waitedMs }}', 'below: 5000'],
  ])('of %j with %s', (value, comparison) => {
    const message = expect.stringContaining('Level can never hold') as string;
    expect(problemsOf(behind(check(value, comparison)))).toMatchObject([
      { line: LINE + BEFORE.length, message },
    ]);
  });

  it.each([
    ['5', 'min: 5'],
    ['0x1f', 'equals: 31'],
    ['2024-01-15T09:00:00Z', 'past: false'],
    ['{{ params.flag }}', 'equals: true'],
    ['{{ params.size }}', 'equals: 5.0'],
    ['{{ params.size }}', 'above: 8'],
    ['{{ params.rate }}', 'not: high'],
    ['{{ params.mode }}', 'in: [quiet, loud]'],
    ['{{ params.maybe }}', 'equals: ""'],
    ['{{ params.text }}', 'above: 1'],
    ['{{ params.text }}', 'past: true'],
    ['{{ params.word }}', 'not: UPPER'],
    ['{{ params.at }}', 'withinLast: 1h'],
    ['{{ params.who }}', 'above: 1'],
    ['{{ params.who }}', 'past: true'],
    ['1{{ params.size }}', 'above: 10'],
    ['v{{ params.size }}', 'equals: v1'],
    ['{{ params.at }}{{ params.maybe }}', 'past: true'],
    ['{{ steps.sh.exit }}', 'equals: 3'],
    ['{{ steps.sh.exit }}', 'equals: null'],
    ['{{ steps.sh.stdout }}', 'above: 1'],
    ['{{ steps.web.body.a }}', 'equals: null'],
    ['{{ steps.web.status }}', 'min: 200, max: 299'],
    ['{{ steps.web }}', 'not: 5'],
    ['{{ steps.asked.count }}', 'above: 5'],
    ['{{ steps.asked.why }}', 'equals: "5"'],
    ['{{ steps.way.choice }}', 'equals: left'],
    ['{{ steps.way.at }}', 'past: true'],
    ['{{ steps.rest.waitedMs }}', 'equals: 5000'],
  ])('and takes %j with %s', (value, comparison) => {
    expect(problemsOf(behind(check(value, comparison)))).toEqual([]);
  });

  it('and none that some value fits, however both are made', () => {
    const number = fc
      .oneof(fc.integer({ min: -3, max: 12 }), fc.constantFrom(0.5, 5.5))
      .map((n) => readNumber(String(n)) ?? 0);
    const word = fc.constantFrom(
      'a',
      'soft',
      '5',
      '0x5',
      '',
      '2024-01-15T09:00:00Z',
      'v1',
      'https://a.example/',
    );
    const scalar = fc.oneof(number, word, fc.boolean(), fc.constant(null));
    const comparison = fc.record(
      {
        equals: scalar,
        not: scalar,
        in: fc.array(scalar, { minLength: 1, maxLength: 3 }),
        above: number,
        below: number,
        min: number,
        max: number,
        past: fc.boolean(),
        withinLast: fc.constant(1_000),
        orNull: fc.boolean(),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Comparison>;
    const of: readonly (readonly [Candidate, (value: unknown) => boolean])[] = [
      [{ type: 'anything' }, () => true],
      [{ type: 'text' }, (value) => typeof value === 'string'],
      [{ type: 'text', begins: 'v' }, (value) => typeof value === 'string' && value.startsWith('v')],
      [{ type: 'number' }, (value) => typeof value === 'number'],
      [
        { type: 'number', min: 1, max: 9, whole: true },
        (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 9,
      ],
      [{ type: 'value', value: null }, (value) => value === null],
      [{ type: 'value', value: '5' }, (value) => value === '5'],
      [{ type: 'block' }, (value) => typeof value === 'object' && value !== null],
    ];
    fc.assert(
      fc.property(comparison, fc.oneof(scalar, fc.constant({ a: 1 })), (expected, value) => {
        if (mismatch(value, expected, new Date('2024-01-15T09:00:00.500Z')) !== undefined) return;
        for (const [candidate, holds] of of)
          if (holds(value)) expect(mayHold([candidate], expected)).toBe(true);
      }),
      { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 3_000) },
    );
  });
});

describe('lint refuses a way that nothing chooses', () => {
  const branch = (on: string, choices: string): string =>
    behind(`branch: { on: "${on}", choices: ${choices} }`);

  it.each([
    ['{{ steps.sh.exit }}', '{ a: A, b: B }', 'is never one of a, b'],
    ['left', '{ a: A, b: B }', 'is never one of a, b'],
    ['{{ params.size }}', '{ a: A, b: B }', 'is never one of a, b'],
    ['{{ params.flag }}', '{ "yes": A, "no": B }', 'is never one of yes, no'],
    ['{{ params.mode }}', '{ soft: A, loud: B, quiet: C }', "Nothing ever chooses 'quiet'"],
    ['{{ params.word }}', '{ a: A, b-c: B }', "Nothing ever chooses 'b-c'"],
    ['{{ steps.way.choice }}', '{ left: A, rihgt: B }', "Nothing ever chooses 'rihgt'"],
    ['{{ steps.sure.choice }}', '{ done: A, later: B }', "Nothing ever chooses 'later'"],
    ['x-{{ params.mode }}', '{ soft: A, loud: B }', 'is never one of soft, loud'],
    ['{{ steps.way.choice }} ', '{ left: A, right: B }', 'is never one of left, right'],
  ])('by %j among %s', (on, choices, words) => {
    const message = expect.stringContaining(words) as string;
    expect(problemsOf(branch(on, choices))).toMatchObject([{ line: LINE + BEFORE.length, message }]);
  });

  it.each([
    ['{{ params.flag }}', '{ "true": A, "false": B }'],
    ['{{ params.mode }}', '{ soft: A, loud: B }'],
    ['{{ params.text }}', '{ a: A, b: B }'],
    ['{{ steps.web.body.state }}', '{ a: A, b: B }'],
    ['{{ steps.sh.stdout }}', '{ a: A, b: B }'],
    ['{{ steps.way.choice }}', '{ left: A, right: B }'],
  ])('and takes %j among %s', (on, choices) => {
    expect(problemsOf(branch(on, choices))).toEqual([]);
  });

  it('by the state in which the way down finds a step', () => {
    const down = (choice: string): string =>
      `${act(['id: sh, shell: { run: [ls] }, effect: pure'])}
    always:
      - { branch: { on: "{{ steps.sh.state }}", choices: { failed: F, ${choice}: S } } }`;
    expect(problemsOf(down('succeeded'))).toEqual([]);
    expect(problemsOf(down('success'))).toMatchObject([
      { message: expect.stringContaining("'success'") as string },
    ]);
  });
});

describe('lint refuses a question that nobody can answer', () => {
  it.each([
    'ask: { question: Q, of: [], fields: [{ name: a, label: A }] }',
    'confirm: { question: Q, of: [] }',
    'branch: { question: Q, of: [], choices: { a: A, b: B } }',
    'ask: { question: Q, fields: [] }',
    'branch: { question: Q, choices: {} }',
  ])('for want of a role or of an answer: %s', (step) => {
    expect(problemsOf(act([step]))).toMatchObject([{ line: LINE }]);
  });

  it('because no answer of its type fits its pattern', () => {
    const step =
      'ask: { question: Q, fields: [{ name: a, label: A }, { name: n, label: N, type: number, pattern: "[a-z]+" }] }';
    const message = expect.stringContaining('Nobody can answer this') as string;
    expect(problemsOf(act([step]))).toMatchObject([{ line: LINE, message }]);
    expect(problemsOf(act([step.replace('[a-z]', '[0-9]')]))).toEqual([]);
    const given = act(['wait: { for: 1s }'])
      .replace('[a-z]+', '[a-z]{9}')
      .replace('description: W', 'description: W, maxLength: 8');
    expect(problemsOf(given)).toMatchObject([
      { line: 12, message: expect.stringContaining('Nobody can give this') as string },
    ]);
  });

  const questions = [
    'ask: { question: Q, of: [ghosts], fields: [{ name: a, label: A }] }',
    'confirm: { question: Q, of: [ghosts] }',
    'branch: { question: Q, of: [ghosts], choices: { a: A, b: B } }',
  ];

  it.each(questions)('because nobody holds the role, as the plan does: %s', (step) => {
    const text = act([step]);
    const roles = ['ghosts', 'sre'];
    const message = expect.stringContaining('Nobody holds ghosts') as string;
    expect(problemsOf(text, { roles, held: ['sre'] })).toMatchObject([{ line: LINE, message }]);
    expect(problemsOf(text, { roles, held: ['sre', 'ghosts'] })).toEqual([]);
    expect(problemsOf(text, { roles })).toEqual([]);
    const planned = (held: readonly string[] | undefined) => planOf(text, held);
    expect(() => planned(['sre'])).toThrow(OpsError);
    expect(() => planned(['sre'])).toThrow(/Nobody holds ghosts/);
    expect(planned(['ghosts']).steps).toHaveLength(1);
    expect(planned(undefined).steps).toHaveLength(1);
  });
});

function planOf(text: string, held: readonly string[] | undefined) {
  const runbook = runbookOf(text);
  const action = runbook.actions.act as Action;
  const params = {
    flag: 'yes',
    size: '5',
    rate: '1',
    mode: 'soft',
    text: 't',
    word: 'w',
    at: '2024-01-15T09:00:00Z',
    link: 'https://a.example',
    mail: 'a@example.com',
    span: '5s',
    who: 'ana',
  };
  expect(checkParams(action.params, params, KNOWN).problems).toEqual([]);
  return makePlan({
    occasion: OCCASION,
    people: [],
    runbook,
    action,
    params,
    mode: 'execute',
    environment: 'test',
    settings: { vars: {}, workdir: '/' },
    kinds: stepKinds,
    held,
  });
}

describe('lint refuses placeholders that nothing fills', () => {
  const step = 'wait: { for: 1s }';
  it.each([
    ['the title of an action', act([step], 'title: "Pay {{ params.text }}"')],
    ['its description', act([step], 'title: Act\n    description: "Pay {{ params.text }}"')],
    ['its notes', act([step], 'title: Act\n    notes: ["See {{ vars.x }}"]')],
    ['the title of a step', act([`title: "Wait {{ params.span }}", ${step}`])],
    ['the notes of a step', act([`notes: ["{{ steps.a.b }}"], ${step}`])],
    [
      'the description of a parameter',
      act([step]).replace('description: T', 'description: "{{ params.who }}"'),
    ],
    [
      'the example of a parameter',
      act([step]).replace('description: T', 'description: T, example: "{{ params.who }}"'),
    ],
    [
      'the default of a parameter',
      act([step]).replace('description: T', 'description: T, default: "{{ params.who }}"'),
    ],
    ['a choice of a parameter', act([step]).replace('[soft, loud]', '["{{ params.who }}", loud]')],
    [
      'the title of a channel',
      `${act([step])}\nchannels: { c: { title: "{{ vars.x }}", source: L1, name: c, purpose: P } }`,
    ],
    [
      'the purpose of a channel',
      `${act([step])}\nchannels: { c: { title: C, source: L1, name: c, purpose: "For {{ vars.x }}" } }`,
    ],
    ['the title of the runbook', act([step]).replace('title: Demo', 'title: "Demo {{ vars.x }}"')],
  ])('in %s', (_where, text) => {
    expect(problemsOf(text)).toMatchObject([
      { message: expect.stringContaining('Nothing is filled in here') as string },
    ]);
  });

  it('with the place, and the plan refuses the same', () => {
    const text = act([`title: "Wait {{ params.span }}", ${step}`]);
    expect(problemsOf(text)).toMatchObject([{ line: LINE }]);
    const runbook = runbookOf(act([step]));
    const action = { ...(runbook.actions.act as Action), title: 'Pay {{ params.text }}' };
    expect(actionFindings(runbook, action, stepKinds)).toMatchObject([{ path: ['actions', 'act', 'title'] }]);
  });
});
