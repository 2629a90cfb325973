import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, folderWith, problemsOf } from './folder.ts';

/** An action with parameters, requirements and one step, each on a line of its own from line 10 on. */
function action({ params = '{}', requires = '[]', step = 'wait: { for: 1s }', rest = '' } = {}): string {
  const lines = [`params: ${params}`, `requires: ${requires}`, `steps: [{ ${step} }]`];
  const other = '  other: { title: O, source: L1, risk: read, steps: [{ wait: { for: 1s } }] }';
  const act = `  act:\n    title: Act\n    source: L1\n    risk: read\n    ${lines.join('\n    ')}`;
  return demo(`${act}\n${other}`, rest);
}

const FOUND = 'id: s, http: { get: "https://a.example" } }, { ';
const compare = (comparison: string): string =>
  action({ step: `${FOUND}assert: { checks: [{ label: L, value: "{{ steps.s.body }}", ${comparison} }] }` });

describe('lint refuses what can never come about', () => {
  it.each(['expect: { json: { $.a: 1 } }', 'find: { a: "a (.)" }'])(
    'looks at no body of head: %s',
    (rest) => {
      const problems = problemsOf(action({ step: `http: { head: "https://a.example", ${rest} }` }));
      expect(problems).toMatchObject([{ message: expect.stringContaining('no body to look at') as string }]);
    },
  );

  it.each([
    [
      'a range without room',
      '{ n: { type: integer, description: N, min: 9, max: 1 } }',
      'at least 9 and at most 1',
    ],
    [
      'names that differ in case only',
      '{ size: { type: text, description: S }, Size: { type: text, description: S } }',
      'differ in case only',
    ],
    [
      'a choice with space around it',
      '{ c: { type: choice, description: C, choices: [a, "b "] } }',
      'Nobody can choose "b "',
    ],
    [
      'a choice with a hidden character',
      '{ c: { type: choice, description: C, choices: [a, "b\\u200b"] } }',
      'Nobody can choose',
    ],
    [
      'a choice that is too long',
      '{ c: { type: choice, description: C, choices: [a, bcd], maxLength: 2 } }',
      'has 3 characters',
    ],
    [
      'a choice that stands twice',
      '{ c: { type: choice, description: C, choices: [a, b, a] } }',
      'stands here twice',
    ],
  ])('in a parameter: %s', (_name, params, words) => {
    const problems = problemsOf(action({ params }));
    expect(problems).toMatchObject([{ line: 10, message: expect.stringContaining(words) as string }]);
  });

  it.each([
    ['min: 5, max: 4', 'at least 5 and at most 4'],
    [
      'min: 9007199254740993, max: 9007199254740992',
      'at least 9,007,199,254,740,993 and at most 9,007,199,254,740,992',
    ],
    ['above: 5, max: 5', 'above 5 and at most 5'],
    ['min: 5, below: 5', 'at least 5 and below 5'],
    ['above: 5, below: 5', 'above 5 and below 5'],
    ['above: 0, min: 9, below: 20, max: 8', 'at least 9 and at most 8'],
    ['equals: 3, above: 3', '3 and above 3'],
    ['equals: open, in: [closed, half-open]', 'open and one of closed, half-open'],
    ['equals: open, not: open', 'open and not open'],
    ['in: [1, 2], min: 3', 'one of 1, 2 and at least 3'],
    ['equals: open, min: 1', 'open and at least 1'],
    ['past: false, withinLast: 1h', 'a time to come and within the last 1h'],
    ['above: 1, past: true', 'above 1 and a time that has passed'],
    ['equals: 5, withinLast: 1h', '5 and within the last 1h'],
    ['in: [open, closed], past: true', 'one of open, closed and a time that has passed'],
  ])('in a comparison: %s', (comparison, words) => {
    const message = expect.stringContaining(`nothing is ${words}`) as string;
    expect(problemsOf(compare(comparison))).toMatchObject([{ line: 12, message }]);
    const expected = `http: { get: "https://a.example", expect: { json: { $.a: { ${comparison} } } } }`;
    expect(problemsOf(action({ step: expected }))).toMatchObject([{ line: 12, message }]);
  });

  it.each([
    'min: 5, max: 5',
    'above: 4, below: 5',
    'equals: 3, min: 3',
    'in: [1, 2, 3], min: 3',
    'not: 3, min: 3',
    'past: true, withinLast: 1h',
    'equals: null, not: 3',
    'max: 2, orNull: true',
  ])('and takes the comparison %s', (comparison) => {
    expect(problemsOf(compare(comparison))).toEqual([]);
  });

  it('in the bands of a monitor and in a limit', () => {
    const rest = `metrics: { m: { title: M, source: L1, target: { above: 2, below: 2 } } }
limits: { l: { title: L, source: L1, min: 3, max: 2 } }`;
    expect(problemsOf(action({ rest })).map(({ line }) => line)).toEqual([14, 15]);
  });

  it.each(['0s', '1ms', '999ms'])('in a requirement that must be met within %s', (within) => {
    expect(problemsOf(action({ requires: `[{ action: other, within: ${within} }]` }))).toMatchObject([
      { line: 11 },
    ]);
  });

  it.each(['expires', 'grace'])('in a policy whose %s is over before anybody can act', (key) => {
    const text = action().replace('expires: 30m', `${key}: 5ms`);
    expect(problemsOf(text)).toMatchObject([{ line: 4 }]);
  });

  it('in a form whose fields differ in case only', () => {
    const step = 'ask: { question: Q, fields: [{ name: size, label: A }, { name: siZe, label: B }] }';
    expect(problemsOf(action({ step }))).toMatchObject([{ line: 12 }]);
  });

  it('in a shortcut that Discord would drop', () => {
    const one = (_: unknown, index: number): string =>
      `  a${index}: { title: A, source: L1, risk: read, shortcut: s${index}, steps: [{ wait: { for: 1s } }] }`;
    const many = (count: number): string => demo(Array.from({ length: count }, one).join('\n'));
    expect(problemsOf(many(25))).toEqual([]);
    expect(problemsOf(many(27)).map(({ line }) => line)).toEqual([31, 32]);
  });

  it('in a shortcut that is longer than chat takes, for which Discord would refuse all commands', () => {
    const named = (length: number): string =>
      action().replace('title: Act', `shortcut: ${'a'.repeat(length)}\n    title: Act`);
    expect(problemsOf(named(32))).toEqual([]);
    expect(problemsOf(named(33))).toMatchObject([
      { line: 7, message: expect.stringContaining('33 characters') as string },
    ]);
  });

  it.each([
    ['ops', 'what every system shares'],
    ['a'.repeat(33), '33 characters'],
  ])('in the shortcuts of a runbook whose name is no command: %s', (name, words) => {
    const text = action().replace('runbook: demo', `runbook: ${name}`);
    const problems = (written: string) =>
      loadRunbooks(folderWith({ [`${name}/a.yaml`]: written }), stepKinds).problems;
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace('title: Act', 'shortcut: act\n    title: Act'))).toMatchObject([
      { line: 7, message: expect.stringContaining(words) as string },
    ]);
  });
});
