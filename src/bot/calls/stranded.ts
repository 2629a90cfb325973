import { callsAt } from '../../chat/calls.ts';
import { accountKey } from '../../people/principal.ts';
import type { CardRow } from '../delivery/cards/row.ts';
import { isTroubled } from '../delivery/cards/trouble.ts';
import type { Callee } from './share.ts';

/** Whether a card was to call people, and nobody knows when it will. */
export function isStranded(row: CardRow): boolean {
  return row.audience === '' && row.live && row.calledIn === null && isTroubled(row);
}

/**
 * Finds those whom a thing's cards that cannot be reached were to call, and whom no other one calls. Undefined where no card is
 * stranded, or none can be reached: what can be shown at last calls them itself.
 */
export function whoIsStranded(rows: readonly CardRow[]): ((one: Callee) => boolean) | undefined {
  const shared = rows.filter(({ audience }) => audience === '');
  const stranded = shared.filter(isStranded);
  const reached = shared.filter((row) => !isTroubled(row));
  if (stranded.length === 0 || reached.length === 0) return undefined;
  const [waiting, called] = [calledBy(stranded), calledBy(reached)];
  return ({ accounts }) => {
    const keys = accounts.map(accountKey);
    return keys.some((key) => waiting.has(key)) && !keys.some((key) => called.has(key));
  };
}

/** Whether any of a thing's cards has called somebody already. */
export function hasCalled(rows: readonly CardRow[]): (one: Callee) => boolean {
  const called = calledBy(rows.filter(({ calledIn }) => calledIn !== null));
  return ({ accounts }) => accounts.some((account) => called.has(accountKey(account)));
}

/** Accounts that the cards call where they stand. */
function calledBy(rows: readonly CardRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap(({ desired, place }) => callsAt(desired.calls, place)).map(accountKey));
}
