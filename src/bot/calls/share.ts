import { callsAt } from '../../chat/calls.ts';
import type { Account } from '../../people/principal.ts';
import type { CardRow } from '../delivery/cards/row.ts';

/** Somebody who is to be called, with all of their accounts. */
export interface Callee {
  readonly principal: string;
  readonly accounts: readonly Account[];
}

/** Whom each of a thing's cards calls: everybody once, on the first that stands where they have an account. */
export function shareOut(
  people: readonly Callee[],
  rows: readonly Pick<CardRow, 'id' | 'place'>[],
): ReadonlyMap<number, readonly Account[]> {
  const shares = new Map<number, Account[]>(rows.map(({ id }) => [id, []]));
  for (const { accounts } of people) {
    const row = rows.find(({ place }) => callsAt(accounts, place).length > 0);
    const [account] = row === undefined ? [] : callsAt(accounts, row.place);
    if (row !== undefined && account !== undefined) shares.get(row.id)?.push(account);
  }
  return shares;
}
