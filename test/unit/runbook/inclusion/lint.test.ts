import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, folderWith, problemsOf } from '../definition/folder.ts';

const STEP = '{ shell: { run: [go.sh] }, effect: pure }';
const POLICIES =
  'breakGlass: { stop: { of: [sre], limit: { count: 1, per: 1h }, review: { of: [sre], quorum: 1, within: 1h }, page: sre }, halt: { of: [lead], limit: { count: 1, per: 1h }, review: { of: [sre], quorum: 1, within: 1h }, page: sre } }';

interface Written {
  readonly act?: string;
  readonly steps?: string;
  readonly part?: string;
  readonly more?: string;
}

/** An action `act` (line 6) that includes `part` (line 7), and whatever else there is. */
function lines({
  act = 'risk: high, approval: one-sre',
  steps = '{ include: { action: part } }',
  part = `risk: read, steps: [${STEP}]`,
  more = '',
}: Written): string {
  return demo(
    `  act: { title: Act, source: L1, ${act}, steps: [${steps}] }
  part: { title: Part, source: L2, ${part} }
${more}`,
    POLICIES,
  );
}

function messages(written: Written): readonly string[] {
  return problemsOf(lines(written)).map(({ line, message }) => `${line}: ${message}`);
}

const with_ = (given: string) => `{ include: { action: part, with: { ${given} } } }`;
const takes = (params: string) => `risk: read, params: { ${params} }, steps: [${STEP}]`;

describe('an action that includes another', () => {
  it('is sound where it gives what that needs', () => {
    const part = takes(
      'n: { type: integer, description: N, max: 5 }, text: { type: text, description: T, default: x }',
    );
    expect(messages({ steps: with_('n: 5'), part })).toEqual([]);
  });

  it.each([
    [
      'an action that there is not',
      { steps: '{ include: { action: parts } }' },
      /^6: There is no action 'parts'/,
    ],
    [
      'a parameter that there is not',
      { steps: with_('m: 1'), part: takes('n: { type: integer, description: N, default: 1 }') },
      /^6: 'part' has no parameter 'm'/,
    ],
    [
      'nothing for what is needed',
      { part: takes('n: { type: integer, description: N }') },
      /^6: 'part' needs 'n', which it is not given/,
    ],
    [
      'a text for a number',
      { steps: with_('n: many'), part: takes('n: { type: integer, description: N }') },
      /^6: n: "many" is not a whole number/,
    ],
    [
      'a number beyond a bound',
      { steps: with_('n: 6'), part: takes('n: { type: integer, description: N, max: 5 }') },
      /^6: n: "6" is more than|^6: n: "6"/,
    ],
    [
      'a number in a text',
      {
        steps: with_('n: "1{{ vars.x }}"'),
        part: takes('n: { type: integer, description: N }'),
        more: 'vars: { x: { description: X, default: "1" } }',
      },
      /^6: 'n' of 'part' is of type integer, and this is a text/,
    ],
    [
      'the result of a step',
      {
        steps: `{ id: a, ${STEP.slice(2)}, ${with_('t: "{{ steps.a.stdout }}"')}`,
        part: takes('t: { type: text, description: T }'),
      },
      /cannot stand here: the step is approved before it runs/,
    ],
    [
      'a secret',
      { steps: with_('t: "{{ secrets.KEY }}"'), part: takes('t: { type: text, description: T }') },
      /cannot stand here: people see this text/,
    ],
    [
      'a parameter of another type',
      {
        act: 'risk: high, approval: one-sre, params: { u: { type: url, description: U } }',
        steps: with_('n: "{{ params.u }}"'),
        part: takes('n: { type: integer, description: N }'),
      },
      /^6: 'u' is of type url, and 'n' of 'part' of type integer/,
    ],
    [
      'a parameter that may be left out',
      {
        act: 'risk: high, approval: one-sre, params: { n: { type: integer, description: N, required: false } }',
        steps: with_('n: "{{ params.n }}"'),
        part: takes('n: { type: integer, description: N }'),
      },
      /^6: 'n' may be left out, and 'part' needs 'n'/,
    ],
    [
      'a parameter that may be left out on purpose, whatever its default',
      {
        act: 'risk: high, approval: one-sre, params: { n: { type: integer, description: N, required: false, default: 4 } }',
        steps: with_('n: "{{ params.n }}"'),
        part: takes('n: { type: integer, description: N }'),
      },
      /^6: 'n' may be left out, and 'part' needs 'n'/,
    ],
    [
      'a choice that is none there',
      {
        act: 'risk: high, approval: one-sre, params: { c: { type: choice, description: C, choices: [a, b] } }',
        steps: with_('c: "{{ params.c }}"'),
        part: takes('c: { type: choice, description: C, choices: [a] }'),
      },
      /^6: c: "b" is not one of|^6: c: "b"/,
    ],
    [
      'itself',
      { steps: '{ include: { action: act } }' },
      /^6: The inclusion leads back to where it stands: act includes act/,
    ],
    [
      'an effect',
      { steps: '{ effect: pure, include: { action: part } }' },
      /^6: What a crash means is said by each step/,
    ],
    [
      'a retry',
      { steps: '{ retry: { attempts: 2 }, include: { action: part } }' },
      /^6: A step of the kind include comes to the same/,
    ],
    [
      'a result that is not given',
      { steps: '{ id: a, include: { action: part } }, { notify: { text: "{{ steps.a.n }}" } }' },
      /^6: The result of the include step 'a' has no 'n'/,
    ],
    [
      'its whole result',
      { steps: '{ id: a, include: { action: part } }, { notify: { text: "{{ steps.a }}" } }' },
      /^6: 'a' includes another action: it has what that gives/,
    ],
    [
      'more risk than it has',
      { act: 'risk: low', part: `risk: high, internal: true, steps: [${STEP}]` },
      /^6: 'act' has risk low, and 'part', which it includes, has risk high/,
    ],
    [
      'what must be approved, and breaks the glass',
      {
        act: 'risk: high, reduces: risk, breakGlass: stop',
        part: `risk: high, approval: one-sre, steps: [${STEP}]`,
      },
      /^6: 'act' is break-glass and runs at once, and 'part', which it includes, must be approved/,
    ],
    [
      'what may do more than reduce risk, and breaks the glass',
      {
        act: 'risk: high, reduces: risk, breakGlass: stop',
        part: `risk: high, internal: true, steps: [${STEP}]`,
      },
      /^6: 'act' is break-glass, and nothing says that 'part', which it includes, only reduces risk/,
    ],
    [
      'another glass',
      {
        act: 'risk: high, reduces: risk, breakGlass: stop',
        part: `risk: high, reduces: risk, breakGlass: halt, steps: [${STEP}]`,
      },
      /^6: 'act' and 'part', which it includes, have different break-glass policies/,
    ],
    [
      'a lock, and breaks the glass',
      {
        act: 'risk: high, reduces: risk, breakGlass: stop',
        part: `risk: low, lock: demo/a, steps: [${STEP}]`,
      },
      /^6: 'act' is break-glass, and 'part', which it includes, has a lock/,
    ],
    [
      'another lock',
      {
        act: 'risk: high, approval: one-sre, lock: demo/b',
        part: `risk: low, lock: demo/a, steps: [${STEP}]`,
      },
      /^6: A run holds one lock: 'part' has demo\/a, and 'act' has demo\/b/,
    ],
    [
      'what requires it',
      { part: `risk: read, requires: [{ action: act, within: 1h }], steps: [${STEP}]` },
      /^6: 'part', which it includes, requires 'act' itself/,
    ],
    [
      'what requires it at last',
      {
        part: `risk: read, requires: [{ action: other, within: 1h }], steps: [${STEP}]`,
        more: `  other: { title: O, source: L3, risk: read, requires: [{ action: act, within: 1h }], steps: [${STEP}] }`,
      },
      /^6: 'act' and 'other' require each other/,
    ],
    [
      'somebody who gains, and is approved by nobody',
      {
        act: 'risk: low, params: { p: { type: person, description: P } }',
        steps: with_('p: "{{ params.p }}"'),
        part: `risk: low, internal: true, params: { p: { type: person, description: P, beneficiary: true } }, steps: [${STEP}]`,
      },
      /^6: Nobody approves 'act', so there is nothing that p of 'part'/,
    ],
    [
      'on the way down what has one',
      {
        act: `risk: low, onFailure: [{ include: { action: part } }]`,
        steps: STEP,
        part: `risk: low, always: [${STEP}], steps: [${STEP}]`,
      },
      /^6: 'part' has a way down, which only/,
    ],
    [
      'in a dry run what changes something',
      {
        act: `risk: low, dryRun: [{ include: { action: part } }]`,
        steps: STEP,
        part: `risk: low, steps: [${STEP}]`,
      },
      /^6: A dry run changes nothing, and 'part' has risk low/,
    ],
    [
      'several steps with an outcome, of which it asks for one',
      {
        steps: '{ id: a, include: { action: part } }, { when: { step: a, is: x }, notify: { text: X } }',
        part: 'risk: read, steps: [{ shell: { run: [a.sh], exits: { "1": x } }, effect: pure }, { shell: { run: [b.sh], exits: { "1": x } }, effect: pure }]',
      },
      /^6: 2 steps of 'part' have an outcome, so 'a' has none of its own/,
    ],
    [
      'an outcome that it never has',
      { steps: '{ id: a, include: { action: part } }, { when: { step: a, is: x }, notify: { text: X } }' },
      /^6: Step 'a' never ends as 'x'/,
    ],
  ])('is refused when it includes %s', (_what, written, expected) => {
    const found = messages(written);
    expect(found).toContainEqual(expect.stringMatching(expected));
  });

  it('is refused with the whole way round, where the circle is', () => {
    const more = `  third: { title: T, source: L3, risk: read, steps: [{ include: { action: part } }] }`;
    const found = messages({ part: 'risk: read, steps: [{ include: { action: third } }]', more });
    expect(found).toEqual([
      '7: The inclusion leads back to where it stands: part includes third includes part.',
      '8: The inclusion leads back to where it stands: third includes part includes third.',
    ]);
  });

  it('is refused when nobody could read its plan', () => {
    const many = Array.from({ length: 15 }, () => '{ include: { action: part } }').join(', ');
    const part = `risk: read, steps: [${Array.from({ length: 14 }, () => STEP).join(', ')}]`;
    expect(messages({ steps: many, part })).toEqual([
      "6: With all that it includes 'act' has 210 steps, and a plan has at most 200.",
    ]);
  });

  it('is counted without being laid out, however deep it goes', () => {
    const level = (n: number) =>
      `  l${n}: { title: L, source: L3, risk: read, steps: [${Array.from({ length: 40 }, () => `{ include: { action: ${n === 0 ? 'part' : `l${n - 1}`} } }`).join(', ')}] }`;
    const more = [0, 1, 2, 3, 4, 5].map(level).join('\n');
    expect(messages({ more }).at(-1)).toMatch(/'l5' has 4096000000 steps/);
  });
});

describe('a part of others', () => {
  const part = `internal: true, risk: high, steps: [${STEP}]`;

  it('needs no approval of its own', () => {
    expect(messages({ part })).toEqual([]);
  });

  it.each([
    ['a requirement', { act: 'risk: high, approval: one-sre, requires: [{ action: part, within: 1h }]' }],
    ['a next step', { act: 'risk: high, approval: one-sre, outcomes: { succeeded: { next: [part] } }' }],
    [
      'an item of a checklist',
      {
        more: 'checklists: { day: { title: D, source: L3, items: [{ id: i, title: I, source: L3, action: part }] } }',
      },
    ],
  ])('is no %s: nobody can ask for it', (_what, written) => {
    expect(messages({ part, ...written })).toContainEqual(
      expect.stringContaining("'part' is a part of other actions, and nobody can ask for it"),
    );
  });

  it('has no shortcut', () => {
    expect(messages({ part: `shortcut: part, ${part}` })).toContainEqual(
      expect.stringContaining('by a shortcut'),
    );
  });

  it('is warned of where nothing includes it, and for nothing that those around it settle', () => {
    const warningsOf = (written: Written) =>
      loadRunbooks(folderWith({ 'demo/a.yaml': lines(written) }), stepKinds)
        .warnings()
        .map(({ message }) => message);
    const change = '{ shell: { run: [go.sh] }, effect: idempotent }';
    const changing = `internal: true, risk: high, steps: [${change}]`;
    const include = '{ include: { action: part } }';
    expect(warningsOf({ steps: STEP, part })).toEqual([
      "Nothing includes 'part', which nobody can ask for by itself.",
    ]);
    expect(warningsOf({ steps: include, part: changing })).toEqual([
      "'act' changes something and has no dry run.",
      "Nothing looks at what came of this step of 'act'.",
    ]);
    const act = `risk: high, approval: one-sre, dryRun: [${STEP}]`;
    expect(warningsOf({ act, steps: `${include}, ${STEP}`, part: changing })).toEqual([]);
    expect(warningsOf({ act, steps: include, part: `unchecked: No., ${changing}` })).toEqual([]);
    expect(
      warningsOf({ act: `unchecked: No., ${act}`, steps: include, part: `unchecked: No., ${changing}` }),
    ).toEqual(["'act' says why it is unchecked, and so does 'part'."]);
  });
});

describe('an inclusion between actions of which one is faulty', () => {
  const given = (part: string) => ({ steps: with_('n: 5'), part });
  const including = 'risk: high, approval: one-sre';
  it.each([
    ['a type', given(takes('n: { type: integr, description: N }')), ["7: 'type'"]],
    ['a parameter', { part: takes('n: { type: integr, description: N, default: 4 }') }, ["7: 'type'"]],
    [
      'a type of what is handed on',
      {
        act: `${including}, params: { m: { type: integr, description: M } }`,
        steps: with_('n: "{{ params.m }}"'),
        part: takes('n: { type: integer, description: N }'),
      },
      ["6: 'type'"],
    ],
    ['its risk', { act: 'risk: low', part: `risk: lwo, steps: [${STEP}]` }, ["7: 'risk'"]],
    [
      'the risk of what includes it',
      { act: 'risk: hihg', part: `risk: critical, approval: one-sre, steps: [${STEP}]` },
      ["6: 'risk'"],
    ],
    [
      'what it gives',
      {
        steps: '{ id: i, include: { action: part } }, { notify: { text: "{{ steps.i.v }}" } }',
        part: `risk: read, steps: [${STEP}], gives: { v: 7 }`,
      },
      ["7: 'v'"],
    ],
    [
      'its break-glass policy',
      {
        act: 'risk: high, reduces: risk, breakGlass: stop',
        part: `risk: high, reduces: risk, breakGlass: [1], steps: [${STEP}]`,
      },
      ["7: 'breakGlass'"],
    ],
  ])('is told of nothing but the fault: %s', (_what, written, begin) => {
    const found = messages(written);
    expect(found).toHaveLength(begin.length);
    for (const [index, text] of begin.entries()) expect(found[index]).toContain(text);
  });

  it('is judged by all that is sound, beside a fault elsewhere', () => {
    expect(messages({ steps: with_('m: 1'), part: `${takes('')}, keywords: 7` })).toEqual([
      expect.stringMatching(/^6: 'part' has no parameter 'm'/),
      expect.stringMatching(/^7: 'keywords'/),
    ]);
  });
});
