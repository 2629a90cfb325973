import { describe, expect, it } from 'vitest';
import type { Param } from '../../../../src/runbook/definition/construct/param.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import { KNOWN } from '../../../support/known.ts';
import { demo, problemsOf } from '../definition/folder.ts';

type Declared = Readonly<Record<string, Param>>;

const param = (type: Param['type'], more: Partial<Param> = {}): Param => ({
  type,
  description: 'The value',
  ...more,
});
const problems = (declared: Declared, given: Record<string, string>, known = KNOWN) =>
  checkParams(declared, given, known).problems;

describe('a value beside others', () => {
  const keys: Declared = {
    old: param('solana-address', { not: ['{{ vars.multisig }}'] }),
    new: param('solana-address', { not: ['{{ params.old }}', '{{ vars.multisig }}'] }),
  };
  const [ONE, TWO, MULTISIG] = ['1', '2', '3'].map((last) => `1111111111111111111111111111111${last}`);
  const known = { ...KNOWN, vars: { multisig: MULTISIG ?? '' } };

  it('is refused where it is what it must not be: another parameter, or a variable', () => {
    expect(problems(keys, { old: ONE ?? '', new: TWO ?? '' }, known)).toEqual([]);
    expect(problems(keys, { old: ONE ?? '', new: ONE ?? '' }, known)).toEqual([
      {
        param: 'new',
        message: `new: "${ONE}" is what old is.`,
        suggestion: 'Give another one as new.',
      },
    ]);
    expect(problems(keys, { old: MULTISIG ?? '', new: TWO ?? '' }, known)).toMatchObject([
      { param: 'old', message: expect.stringContaining('is what multisig is') as string },
    ]);
  });

  it('is the same number and the same address however it is written', () => {
    const numbers = { a: param('number'), b: param('number', { not: ['{{ params.a }}'] }) };
    expect(problems(numbers, { a: '1.0', b: '1' })).toHaveLength(1);
    const price = { a: param('number', { not: ['{{ vars.floor }}'] }) };
    expect(problems(price, { a: '1.50' }, { ...KNOWN, vars: { floor: '1.5' } })).toHaveLength(1);
    expect(problems(price, { a: '1.50' }, { ...KNOWN, vars: { floor: 'none' } })).toEqual([]);
    const evm = { a: param('evm-address'), b: param('evm-address', { not: ['{{ params.a }}'] }) };
    const address = `0x${'ab'.repeat(20)}`;
    expect(problems(evm, { a: address, b: `0x${'AB'.repeat(20)}` })).toHaveLength(1);
  });

  it('is refused where what it must not be is a variable that nobody has set: nobody could tell', () => {
    expect(problems(keys, { old: ONE ?? '', new: TWO ?? '' }, { ...KNOWN, vars: {} })).toEqual(
      ['old', 'new'].map((name) => ({
        param: name,
        message: expect.stringContaining(
          'cannot be told from multisig, a variable without a value',
        ) as string,
        suggestion: 'Have multisig set among the vars of the system in keyturn.yaml.',
      })),
    );
  });

  it('keeps nobody from what only lessens a risk for want of a variable', () => {
    const unset = { ...KNOWN, vars: {}, lessensRisk: true };
    expect(problems(keys, { old: ONE ?? '', new: TWO ?? '' }, unset)).toEqual([]);
    expect(problems(keys, { old: ONE ?? '', new: ONE ?? '' }, unset)).toHaveLength(1);
  });

  it('is compared with nothing that was left out or is faulty by itself', () => {
    const left = { a: param('text', { required: false }), b: param('text', { not: ['{{ params.a }}'] }) };
    expect(problems(left, { b: 'x' })).toEqual([]);
    expect(problems(keys, { old: '?', new: '?' }, known).map((one) => one.param)).toEqual(['old', 'new']);
    expect(problems(keys, { old: '?', new: '?' }, known)[1]?.message).not.toContain('is what');
  });

  it('adds up with others to what its author says, to the last digit', () => {
    const shares = {
      buyback: param('number'),
      ads: param('number', { addsUp: { with: ['buyback'], to: 100 } }),
    };
    expect(problems(shares, { buyback: '60.1', ads: '39.9' })).toEqual([]);
    expect(problems(shares, { buyback: '80', ads: '80' })).toEqual([
      {
        param: 'ads',
        message: 'ads: "80" and buyback are 160 together.',
        suggestion: 'Give values that add up to 100.',
      },
    ]);
  });

  it('names a person of the roles that its author wants, or who may have one by a group of a platform', () => {
    const of = { who: param('person', { of: ['members'] }) };
    const person = { name: 'N', accounts: [] };
    const people = [
      { ...person, id: 'dora', roles: ['members', 'sre'] },
      { ...person, id: 'ivan', roles: ['viewers'] },
      { ...person, id: 'gast', roles: [], perhaps: ['members'] },
    ];
    const who = (id: string) => problems(of, { who: id }, { ...KNOWN, people });
    expect(who('dora')).toEqual([]);
    expect(who('gast')).toEqual([]);
    expect(who('ivan')).toEqual([
      { param: 'who', message: 'who: "ivan" is none of members.', suggestion: 'Name one of these: dora.' },
    ]);
  });
});

const act = (part: string) =>
  demo(`  act:
    title: Act
    source: L1
    risk: low
    params:
      total: { type: integer, description: T }
      name: { type: text, description: N }
      part: { ${part}, description: P }
    steps: [{ shell: { run: [go, "{{ params.part }}", "{{ params.total }}", "{{ params.name }}"] }, effect: pure }]`);

describe('lint of a value beside others', () => {
  it.each([
    'type: integer, not: ["{{ params.total }}"]',
    'type: integer, addsUp: { with: [total], to: 100 }',
  ])('takes %s', (part) => {
    expect(problemsOf(act(part))).toEqual([]);
  });

  it.each([
    [
      'type: integer, not: ["{{ params.totl }}"]',
      "There is no other 'params.totl'.",
      "Did you mean 'total'?",
    ],
    ['type: integer, not: ["{{ params.part }}"]', "There is no other 'params.part'.", ''],
    ['type: integer, not: ["{{ vars.none }}"]', "There is no other 'vars.none'.", ''],
    [
      'type: integer, not: ["{{ params.total }} {{ params.name }}"]',
      'is one other parameter',
      'Write it alone',
    ],
    ['type: integer, addsUp: { with: [totl], to: 1 }', "There is no other parameter 'totl'.", "'total'?"],
    ['type: integer, addsUp: { with: [part], to: 1 }', "There is no other parameter 'part'.", ''],
    ['type: integer, addsUp: { with: [name], to: 1 }', "'part' adds up with what is no number.", 'integer'],
    ['type: text, addsUp: { with: [total], to: 1 }', "'part' adds up with what is no number.", 'integer'],
    ['type: text, of: [sre]', 'a value of type text holds no role', 'Write `type: person`'],
  ])('refuses %s, and says what to write', (part, message, suggestion) => {
    expect(problemsOf(act(part))).toMatchObject([
      {
        line: 13,
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });
});
