import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { demo, problemsOf, runbookOf } from '../definition/folder.ts';
import { plan } from '../plan/example.ts';

const act = (check: string): string =>
  demo(
    `  act:
    title: Act
    source: L1
    risk: low
    params: { bps: { type: integer, description: Basis points, default: 50 } }
    steps:
      - { id: before, shell: { run: [count], parse: json }, effect: pure }
      - { id: after, shell: { run: [count], parse: text }, effect: pure }
      - assert: { checks: [{ label: Set, ${check} }] }`,
    'vars: { limit: { description: The most, default: "100" } }',
  );

const RESULTS: Readonly<Record<string, Json>> = {
  before: { json: { n: 7, s: '7', o: {} } },
  after: { text: '50' },
};

async function judged(check: string) {
  const runbook = runbookOf(act(check));
  const { act: action } = runbook.actions;
  if (action === undefined) throw new Error('no action');
  const { spec = null } = plan({}, { runbook, action }).steps[2] ?? {};
  const kind = stepKinds.get('assert');
  const context = { resultOf: (step: string) => RESULTS[step], now: () => new Date(0) };
  const outcome = await kind?.execute(
    JSON.parse(JSON.stringify(spec)) as Json,
    context as unknown as StepContext,
  );
  return { outcome, lines: kind?.describe(spec) };
}

const AFTER = 'value: "{{ steps.after.text }}"';

describe('a check against another value', () => {
  it.each([
    `${AFTER}, equals: "{{ params.bps }}"`,
    `${AFTER}, max: "{{ vars.limit }}"`,
    `${AFTER}, above: "{{ steps.before.json.n }}"`,
    'value: "{{ steps.before.json.n }}", equals: "{{ steps.before.json.s }}"',
    'value: "{{ steps.before.json.n }}", not: "{{ params.bps }}"',
    `${AFTER}, min: 50, below: "{{ vars.limit }}"`,
  ])('holds as it would against the value itself: %s', async (check) => {
    expect((await judged(check)).outcome).toMatchObject({ status: 'succeeded' });
  });

  it.each([
    [`${AFTER}, below: "{{ params.bps }}"`, 'Set is "50", expected below 50'],
    ['value: "{{ steps.before.json.n }}", above: "{{ vars.limit }}"', 'Set is 7, expected above 100'],
    [`${AFTER}, equals: "{{ steps.before.json.s }}"`, 'expected "7"'],
    ['value: "{{ steps.before.json.o }}", not: 5', 'Set is {}, of which nobody can tell whether it is not 5'],
    [
      `${AFTER}, max: "{{ steps.before.json.none }}"`,
      'Set is compared with ‹before.json.none›, which is missing',
    ],
  ])('says what it was compared with: %s', async (check, reason) => {
    expect((await judged(check)).outcome).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('stands on the card as far as it is known', async () => {
    expect((await judged(`${AFTER}, min: 1, max: "{{ steps.before.json.n }}"`)).lines).toEqual([
      'Set: ‹after.text› must be at least 1 and at most ‹before.json.n›',
    ]);
    expect((await judged(`${AFTER}, equals: "{{ params.bps }}"`)).lines).toEqual([
      'Set: ‹after.text› must be 50',
    ]);
  });

  it.each([
    [`${AFTER}, equals: "{{ params.bsp }}"`, "no parameter 'bsp'"],
    [`${AFTER}, max: "{{ steps.befor.json.n }}"`, "no earlier step 'befor'"],
    [`${AFTER}, max: "{{ steps.after.json.n }}"`, 'has no json: nothing says'],
    [`${AFTER}, max: many`, 'a text that is no number'],
    [`${AFTER}, equals: "{{ secrets.KEY }}"`, 'cannot stand here'],
    [`${AFTER}, in: ["{{ params.bps }}"]`, 'Nothing is filled in here'],
  ])('is refused by lint where there is no such value: %s', (check, message) => {
    expect(problemsOf(act(check))).toMatchObject([
      { line: 14, message: expect.stringContaining(message) as string },
    ]);
  });
});
