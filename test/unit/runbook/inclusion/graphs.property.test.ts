import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Action } from '../../../../src/runbook/definition/construct/action.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { type PlanPolicy, planPolicy, policyOf } from '../../../../src/runbook/plan/plan-policy.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { satisfies } from '../../../support/voters.ts';
import { demo, folderWith } from '../definition/folder.ts';
import { plan } from '../plan/example.ts';

const ROLES = ['sre', 'lead', 'signer'];
const EFFECTS = ['pure', 'idempotent', 'unsafe'] as const;

interface Written {
  /** Programs with their effects, and indexes of the actions that it includes. */
  readonly steps: readonly (number | (typeof EFFECTS)[number])[];
  readonly of: readonly string[];
  readonly quorum: number;
}

const written = (count: number): fc.Arbitrary<Written> =>
  fc.record({
    steps: fc.array(fc.oneof(fc.constantFrom(...EFFECTS), fc.integer({ min: 0, max: count - 1 })), {
      minLength: 1,
      maxLength: 3,
    }),
    of: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 2 }),
    quorum: fc.integer({ min: 1, max: 2 }),
  });
const graph = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.array(written(count), { minLength: count, maxLength: count }));

function textOf(actions: readonly Written[]): string {
  const action = ({ steps, of, quorum }: Written, index: number): string => {
    const listed = steps.map((step, at) =>
      typeof step === 'number'
        ? `{ include: { action: a${step} } }`
        : `{ shell: { run: [p${index}-${at}] }, effect: ${step} }`,
    );
    return `  a${index}: { title: A, source: L1, risk: high, approval: { groups: [{ of: [${of.join(', ')}], quorum: ${quorum} }] }, steps: [${listed.join(', ')}] }`;
  };
  return demo(actions.map(action).join('\n'));
}

/** What an action does by itself and by all that it includes, in order. */
function doneBy(actions: readonly Written[], index: number): readonly string[] {
  return (actions[index]?.steps ?? []).flatMap((step, at) =>
    typeof step === 'number' ? doneBy(actions, step) : [`p${index}-${at}: ${step}`],
  );
}

/** Whether an action includes itself, however deep. */
function isInCircle(actions: readonly Written[], index: number): boolean {
  const seen = new Set<number>();
  for (let open = [index]; open.length > 0; )
    open = open
      .flatMap((one) => (actions[one]?.steps ?? []).filter((step) => typeof step === 'number'))
      .filter((one) => !seen.has(one) && seen.add(one) !== undefined);
  return seen.has(index);
}

function planFor(runbook: Runbook, action: Action) {
  return plan({}, { runbook, action });
}

/** Whether people with these roles, who all approve, satisfy a policy. */
function approves(policy: PlanPolicy | null, voters: readonly (readonly string[])[]): boolean {
  if (policy?.kind !== 'approval') throw new Error('no approval');
  return satisfies(policy.policy, voters);
}

const people = fc.array(fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 }), {
  maxLength: 9,
});

it('does exactly what the actions do that it includes, refuses every circle at its place, and is approved by nobody whom one of them would not do for', () => {
  fc.assert(
    fc.property(graph, people, (actions, voters) => {
      const { runbooks, problems } = loadRunbooks(folderWith({ 'demo/a.yaml': textOf(actions) }), stepKinds);
      const circular = actions.flatMap((_, index) => (isInCircle(actions, index) ? [index] : []));
      expect(runbooks.length === 0).toBe(circular.length > 0);
      // The first action begins on line 6.
      expect([...new Set(problems.map(({ line }) => line - 6))]).toEqual(circular);
      const [runbook] = runbooks;
      for (const [index, action] of Object.values(runbook?.actions ?? {}).entries()) {
        if (runbook === undefined) continue;
        const made = planFor(runbook, action);
        const ids = made.steps.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(
          made.steps.map(({ spec, effect }) => `${(spec as { argv: string[] }).argv[0]}: ${effect}`),
        ).toEqual(doneBy(actions, index));
        const included = (made.includes ?? []).flatMap(
          ({ action: ref }) => runbook.actions[ref.slice('demo:'.length)] ?? [],
        );
        if (approves(planPolicy(made), voters))
          for (const one of included) expect(approves(policyOf(runbook, one), voters)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
