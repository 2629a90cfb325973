import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { checkTables } from '../../../../src/commands/run-parts/check-tables.ts';
import { ANYTHING } from '../../../../src/runbook/plan/possible.ts';
import { assert } from '../../../../src/runbook/steps/assert.ts';
import type { Scope, StepContext } from '../../../../src/runbook/steps/step.ts';

const TITLES = ['Look', 'Compare', 'Compare again'];
const NOW = new Date('2026-11-22T03:00:00.000Z');

/** What an assert step finds that compares the fields of an earlier step `look`. */
async function found(body: { readonly [field: string]: Json }, checks: readonly object[]): Promise<Json> {
  const scope = {
    at: () => scope,
    value: () => undefined,
    possible: () => ANYTHING,
    result: (reference: unknown) => reference,
    text: (text: string) => text,
  } as unknown as Scope;
  const spec = assert.resolve({ checks } as never, scope);
  const context = { resultOf: () => body, now: () => NOW } as unknown as StepContext;
  const outcome = await assert.execute(spec, context);
  return 'result' in outcome ? (outcome.result ?? null) : null;
}

const check = (label: string, field: string, wanted: object) => ({
  label,
  value: `{{ steps.look.${field} }}`,
  ...wanted,
});
const tables = (...results: readonly Json[]) =>
  checkTables(
    results.map((result) => ({ result })),
    (index) => TITLES[index] ?? '',
  );

describe('the checks of a run', () => {
  it('are a table in plain words, with a mark for each', async () => {
    const result = await found(
      { state: 'open', spent: 1_841_061, since: '2026-11-22T02:59:00.000Z', cooldown: null },
      [
        check('Breaker', 'state', { equals: 'closed' }),
        check('Spent', 'spent', { max: 50_000, advisory: true }),
        check('Last trip', 'since', { past: true }),
        check('Cooldown', 'cooldown', { past: true, orNull: true }),
      ],
    );
    expect(tables({ status: 200, body: {} }, result)).toEqual([
      {
        type: 'table',
        head: ['', 'Check', 'Value', 'Expected'],
        rows: [
          ['✗', 'Breaker', 'open', 'closed'],
          ['!', 'Spent', '1,841,061', 'at most 50,000'],
          ['✓', 'Last trip', '2026-11-22 02:59:00 UTC', 'a time that has passed'],
          ['✓', 'Cooldown', 'nothing', 'a time that has passed (or nothing)'],
        ],
      },
    ]);
  });

  it('tell a text from a number that looks like it', async () => {
    const result = await found({ count: '3' }, [check('Oracles', 'count', { equals: 4 })]);
    expect(tables(result)).toMatchObject([{ rows: [['✗', 'Oracles', '"3"', '4']] }]);
  });

  it.each(['2026-02-30T00:00:00Z', '2026-13-45T99:99:99Z', '2026-01-01T00:00:60Z', '2026-01-02T03:04:05'])(
    'show what is no moment as it was found, and the card appears: %s',
    async (since) => {
      const result = await found({ since }, [check('Last trip', 'since', { past: true })]);
      expect(tables(result)).toMatchObject([{ rows: [['✗', 'Last trip', since, 'a time that has passed']] }]);
    },
  );

  it('are named after their steps when there are several tables', async () => {
    const result = await found({ state: 'open' }, [check('Breaker', 'state', { equals: 'open' })]);
    expect(tables(null, result, result)).toMatchObject([
      { head: ['', 'Compare', 'Value', 'Expected'] },
      { head: ['', 'Compare again', 'Value', 'Expected'] },
    ]);
  });

  it('are nothing where no step compared anything', () => {
    expect(tables(null, { exit: 0, stdout: 'checks' }, ['checks'])).toEqual([]);
  });
});
