import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import { checkAnswer } from '../../../../src/runbook/run/answer.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { Prompt, StepContext } from '../../../../src/runbook/steps/step.ts';
import { readJson } from '../../../../src/values/json.ts';
import { KNOWN as NOW, OCCASION } from '../../../support/known.ts';
import { demo, problemsOf, runbookOf } from '../definition/folder.ts';

/** As people type numbers and programs print them: digits, perhaps a sign and a point. */
const DIGITS = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 30 });
const NUMBERS = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 2n ** 256n }), fc.option(DIGITS))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);
const KNOWN = ['9007199254740993', '12345678901234567891', '1.10', '-0', '0.000000000000000001', '100.0'];
const EACH = fc.oneof(fc.constantFrom(...KNOWN), NUMBERS);

/** An action whose steps stand on lines of their own from line 11 on. */
function act(param: string, ...steps: readonly string[]): string {
  const lines = steps.map((step) => `      - { ${step} }`).join('\n');
  return demo(
    `  act:\n    title: Act\n    source: L1\n    risk: high\n    params: { n: { description: N, ${param} } }\n    approval: one-sre\n    steps:\n${lines}`,
  );
}

function planned(text: string, params: Readonly<Record<string, string>> = {}): Json[] {
  const runbook = runbookOf(text);
  const action = runbook.actions.act;
  if (action === undefined) throw new Error('no action');
  const settings = { vars: {}, workdir: '/srv' };
  const plan = makePlan({
    occasion: OCCASION,
    people: [],
    runbook,
    action,
    params,
    mode: 'execute',
    environment: 'test',
    settings,
    kinds: stepKinds,
  });
  return (JSON.parse(JSON.stringify(plan)) as typeof plan).steps.map(({ spec }) => spec);
}

const GOES = act(
  'type: number',
  'shell: { run: [pay, "--n={{ params.n }}"], env: { N: "{{ params.n }}" }, stdin: "{{ params.n }}" }, effect: unsafe',
  'http: { post: "https://a.example/x/{{ params.n }}", headers: { X-N: "{{ params.n }}" }, json: { n: "{{ params.n }}" } }, effect: unsafe',
  'notify: { text: "{{ params.n }}" }',
);

describe('a number', () => {
  it('reaches a program, an address, a body and people in the form in which it was typed', () => {
    fc.assert(
      fc.property(EACH, (n) => {
        const [program, request, message] = planned(GOES, { n });
        expect(program).toMatchObject({ argv: ['pay', `--n=${n}`], env: { N: [n] }, stdin: [n] });
        const { body, headers, url } = request as {
          readonly body: readonly string[];
          readonly headers: Readonly<Record<string, unknown>>;
          readonly url: string;
        };
        expect([body.join(''), headers['x-n'], url]).toEqual([
          `{"n":"${n}"}`,
          [n],
          `https://a.example/x/${n}`,
        ]);
        expect(message).toMatchObject({ text: [expect.stringContaining(n)] });
      }),
      { numRuns: 25 },
    );
  });

  it.each(KNOWN)('that is a default goes on as it is written, with quotes and without: %s', (n) => {
    const step = 'shell: { run: [pay, "--n={{ params.n }}"] }, effect: unsafe';
    for (const text of [n, `"${n}"`])
      expect(planned(act(`type: number, default: ${text}`, step))).toMatchObject([
        { argv: ['pay', `--n=${n}`] },
      ]);
  });

  it('in the body of a request is sent as the runbook has it', () => {
    fc.assert(
      fc.property(fc.oneof(EACH, fc.constantFrom('1e999', '1E+2', '0.5e-7')), (n) => {
        const step = `http: { post: "https://a.example", json: { wei: ${n}, all: [${n}] } }, effect: unsafe`;
        const [request] = planned(act('type: number, default: 1', step));
        expect((request as { readonly body: readonly string[] }).body.join('')).toBe(
          `{"wei":${n},"all":[${n}]}`,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('in an answer of a person is kept as it was typed, to the last digit', () => {
    const fields = [{ name: 'n', label: 'N', type: 'number', required: true }];
    const prompt = {
      text: 'Q',
      choices: [],
      fields,
      of: [],
      notRequester: false,
    } as unknown as Prompt;
    fc.assert(
      fc.property(EACH, (n) => {
        expect(checkAnswer(prompt, { n }, NOW)).toEqual({ value: { n: numberOf(n) } });
      }),
    );
    for (const n of ['0x10', '1e3', '1,5', '+5', '007', 'Infinity', '٣'])
      expect(checkAnswer(prompt, { n }, NOW)).toMatchObject({
        refusal: { mistakes: { n: expect.stringContaining('N is not a number') as string } },
      });
  });
});

function numberOf(text: string): Json {
  const read = readJson(text);
  if (!('value' in read)) throw new Error(text);
  return read.value;
}

async function compared(wanted: string, param: string, n: string): Promise<string> {
  const text = act(param, `assert: { checks: [{ label: X, value: "{{ params.n }}", ${wanted} }] }`);
  const [spec] = planned(text, { n });
  const now = (): Date => new Date(0);
  const context = { resultOf: () => undefined, now } as unknown as StepContext;
  const outcome = await stepKinds.get('assert')?.execute(spec ?? null, context);
  return outcome?.status ?? '';
}

describe('a parameter that is compared', () => {
  it.each([
    ['equals: 5', 'type: integer', '5', 'succeeded'],
    ['equals: 5', 'type: number', '5.0', 'succeeded'],
    ['in: [4, 5]', 'type: integer', '5', 'succeeded'],
    ['not: 5', 'type: integer', '5', 'failed'],
    ['above: 9', 'type: integer', '10', 'succeeded'],
    ['above: 9007199254740992', 'type: integer', '9007199254740993', 'succeeded'],
    ['equals: 9007199254740992', 'type: integer', '9007199254740993', 'failed'],
    ['equals: 9007199254740993', 'type: integer', '9007199254740993', 'succeeded'],
    ['not: "5"', 'type: integer', '5', 'succeeded'],
    ['equals: true', 'type: boolean', 'yes', 'succeeded'],
    // A text that is nothing but a number, as services and people write them.
    ['above: 0.99', 'type: text', '1.0001', 'succeeded'],
    ['above: 255', 'type: text', '0x100', 'succeeded'],
  ])('has its own type: %s of %s, %s has %s', async (wanted, param, n, status) => {
    expect(await compared(wanted, param, n)).toBe(status);
  });

  it('is told from its neighbour, however long both are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 2n ** 53n, max: 2n ** 256n }), async (n) => {
        expect(await compared(`equals: ${n}`, 'type: integer', String(n))).toBe('succeeded');
        expect(await compared(`equals: ${n}`, 'type: integer', String(n + 1n))).toBe('failed');
        expect(await compared(`above: ${n}`, 'type: text', String(n + 1n))).toBe('succeeded');
      }),
      { numRuns: 20 },
    );
  });

  it('keeps to limits beyond what JavaScript counts to', () => {
    const limits = {
      n: { type: 'integer', description: 'N', max: { $exact: '9007199254740992' } },
    } as const;
    expect(checkParams(limits, { n: '9007199254740992' }, NOW).problems).toEqual([]);
    expect(checkParams(limits, { n: '9007199254740993' }, NOW).problems).toHaveLength(1);
  });
});

describe('a comparison with what is not filled in there', () => {
  const n = '"{{ params.n }}"';
  it.each([
    ['in', `assert: { checks: [{ label: L, value: ${n}, in: [1, ${n}] }] }`],
    ['an answer', `http: { get: "https://a.example", expect: { json: { $.a: ${n} } } }`],
    ['an answer, in words', `http: { get: "https://a.example", expect: { json: { $.a: { in: [${n}] } } } }`],
    ['a path', `http: { get: "https://a.example", expect: { json: { "$[?@.a == '{{ params.n }}']": 1 } } }`],
    [
      'a probe of a service',
      `http: { post: "https://a.example", probe: { get: "https://a.example", expect: { json: { $.a: ${n} } } } }, effect: probeable`,
    ],
    [
      'a probe by a program',
      `shell: { run: [ls], probe: { run: [ls], json: { $.a: { not: ${n} } } } }, effect: probeable`,
    ],
  ])('is refused with its place: %s', (_where, step) => {
    const message = expect.stringContaining('Nothing is filled in here') as string;
    expect(problemsOf(act('type: integer', step))).toMatchObject([{ line: 13, message }]);
  });

  it('is filled in where a check says what it compares with, and refused where that is half of it', () => {
    const check = (wanted: string) => `assert: { checks: [{ label: L, value: ${n}, ${wanted} }] }`;
    expect(problemsOf(act('type: integer', check(`equals: ${n}`)))).toEqual([]);
    expect(problemsOf(act('type: integer', check(`not: ${n}`)))).toEqual([]);
    expect(problemsOf(act('type: integer', check('equals: "{{ params.n }"')))).toMatchObject([
      { line: 13, message: "'{{ params.n }' is no placeholder." },
    ]);
  });
});
