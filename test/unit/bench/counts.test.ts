import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Figure } from '../../../bench/figure.ts';
import { benchCounts } from '../../../bench/path.ts';
import { type BenchServer, startBenchServer } from '../../../bench/server.ts';
import { missed } from '../../../bench/verdict.ts';

let server: BenchServer;
let figures: readonly Figure[] = [];

beforeAll(async () => {
  server = await startBenchServer();
  // So many that what the program does once a minute, if it falls among them, weighs little in each.
  figures = await benchCounts(server, { approvals: 16, idleMs: 10_000 });
});
afterAll(() => server.stop());

test('an approval costs no more transactions and statements than promised, without cards and with two', () => {
  expect(figures.map(({ what, promise }) => [what, promise?.value])).toEqual([
    ['vote to run succeeded, without cards: transactions an approval', 10],
    ['vote to run succeeded, without cards: statements an approval', 60],
    ['vote to run succeeded, with two cards: transactions an approval', 16],
    ['vote to run succeeded, with two cards: statements an approval', 100],
  ]);
  expect(missed(figures)).toEqual([]);
});

test('what was counted is a whole approval: at least the vote, two turns and one drawing', () => {
  for (const { value, unit } of figures) {
    expect(unit).toBe('count');
    expect(value).toBeGreaterThanOrEqual(4);
  }
});
