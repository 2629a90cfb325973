import type { PlantState } from './state.ts';
import type { Change } from './store.ts';

/** A restart closes the breaker once it was open for so long. The document gives no number. */
const TIMEOUT_MS = 15 * 60_000;

export function isOpen({ openedAt }: PlantState['breaker']): boolean {
  return openedAt !== null;
}

export function closeAfterTimeout(state: PlantState, change: Change): void {
  const { openedAt } = state.breaker;
  if (openedAt === null || Date.parse(openedAt) + TIMEOUT_MS > change.now.getTime()) return;
  resetBreaker(state, change, 'restart');
}

/** Closes the breaker, unless it is one that opens again at once. */
export function resetBreaker(state: PlantState, { now, effect }: Change, by: string): void {
  const { openedAt, cause } = state.breaker;
  if (openedAt === null) return;
  effect('breaker.reset', { by });
  const again = state.faults.includes('breaker-holds');
  state.breaker = again
    ? { openedAt: now.toISOString(), cause, failures: 1 }
    : { openedAt: null, cause: null, failures: 0 };
}
