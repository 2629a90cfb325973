import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import type { Comparison } from '../../../../src/runbook/plan/comparison.ts';
import { judgeCondition } from '../../../../src/runbook/plan/condition.ts';
import { evidenceOf } from '../../../../src/runbook/steps/support/evidence.ts';
import { jsonMismatches } from '../../../../src/runbook/steps/support/expectation.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

const value = fc.oneof(
  fc.constantFrom<Json>(null, '', ' ', 'n/a', '7', '0x7', '2026-01-01T00:00:00Z', true, {}, [], { a: 1 }),
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom('idle', 'busy'),
);
const scalar = fc.constantFrom('idle', '', 3, '3', true, null);
const comparison = fc
  .record<Comparison>(
    {
      equals: scalar,
      not: scalar,
      in: fc.array(scalar, { minLength: 1, maxLength: 2 }),
      above: fc.integer({ min: -9, max: 9 }),
      max: fc.integer({ min: -9, max: 9 }),
      past: fc.boolean(),
      withinLast: fc.constant(60_000),
      orNull: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .filter((expected) => Object.keys(expected).some((key) => key !== 'orNull'));

it('conditions, checks and probes have one answer to what nobody can compare: it neither holds nor differs', () => {
  fc.assert(
    fc.property(value, comparison, (found, expected) => {
      const late = { name: 'x', value: [{ step: 'read', path: ['x'] }], expected };
      const judged = judgeCondition(late, () => ({ x: found }), NOW);
      const body = { x: found };
      const evidence = evidenceOf(body, { '$.x': expected }, NOW);
      const holds = jsonMismatches(body, { '$.x': expected }, NOW).length === 0;
      expect('untold' in judged).toBe(evidence === undefined);
      expect('holds' in judged).toBe(evidence?.done === true);
      expect(holds).toBe(evidence?.done === true);
    }),
  );
});

it('beside a limit only a number is above or below, and of anything else nobody can tell', () => {
  fc.assert(
    fc.property(value, fc.integer({ min: -9, max: 9 }), (found, above) => {
      const judged = judgeCondition(
        { name: 'x', value: [{ step: 'read', path: ['x'] }], expected: { above } },
        () => ({ x: found }),
        NOW,
      );
      const isNumber = typeof found === 'number' || found === '7' || found === '0x7';
      expect('untold' in judged).toBe(!isNumber);
    }),
  );
});
