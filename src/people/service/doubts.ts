import { AsyncLocalStorage } from 'node:async_hooks';
import type { DoubtedRoles } from '../standing.ts';

/**
 * Roles that do not count in the work that goes on, because the platforms whose groups give them could not be asked. They
 * belong to that work alone: another click, a moment later, asks again.
 */
export interface Doubts {
  during<T>(doubted: DoubtedRoles, work: () => Promise<T>): Promise<T>;
  now(): DoubtedRoles;
}

const NONE: DoubtedRoles = new Map();

export function createDoubts(): Doubts {
  const current = new AsyncLocalStorage<DoubtedRoles>();
  return {
    during: (doubted, work) => current.run(doubted, work),
    now: () => current.getStore() ?? NONE,
  };
}
