import type { Known } from '../../src/runbook/plan/known.ts';
import type { Occasion } from '../../src/runbook/plan/occasion.ts';

/** On which occasion plans are made where a test does not care. */
export const OCCASION: Occasion = {
  at: new Date('2026-03-01T12:00:00Z'),
  run: 'run-7k2m9q4t',
  requester: { id: 'ana', name: 'Ana' },
};

/** What values are checked against where a test does not care: the noon of one day. */
export const KNOWN: Known = { now: OCCASION.at, people: [], lists: undefined };
