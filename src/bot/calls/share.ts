import { callsAt, MOST_CALLED } from '../../chat/calls.ts';
import type { Place } from '../../chat/inbound.ts';
import type { Account } from '../../people/principal.ts';
import type { CardRow } from '../delivery/cards/row.ts';

/** Somebody who is to be called, with all of their accounts. */
export interface Callee {
  readonly principal: string;
  readonly accounts: readonly Account[];
}

/**
 * Whom each of a thing's cards calls, with all of their accounts: everybody once, on the first that stands where they have an
 * account and that has room. Whoever has the same id in several workspaces is called in each of them: only the platform knows
 * in which they are, and it notifies nobody elsewhere.
 * @param rows those come first that people are most likely to see
 */
export function shareOut(
  people: readonly Callee[],
  rows: readonly Pick<CardRow, 'id' | 'place'>[],
): ReadonlyMap<number, readonly Account[]> {
  const shares = new Map<number, Callee[]>(rows.map(({ id }) => [id, []]));
  for (const callee of people)
    for (const { id } of rowsFor(
      callee,
      rows.filter((row) => (shares.get(row.id)?.length ?? 0) < MOST_CALLED),
    ))
      shares.get(id)?.push(callee);
  return new Map([...shares].map(([id, called]) => [id, called.flatMap(oneAHome)]));
}

/** Where somebody is called. */
function rowsFor<Row extends Pick<CardRow, 'place'>>(
  { accounts }: Callee,
  rows: readonly Row[],
): readonly Row[] {
  const first = rows.find(({ place }) => callsAt(accounts, place).length > 0);
  const [own] = first === undefined ? [] : callsAt(accounts, first.place);
  const same = accounts.filter((one) => one.platform === own?.platform && one.id === own.id);
  return same.flatMap((account) => rows.find(({ place }) => isHome(account, place)) ?? []);
}

/** One account in each workspace: no message mentions anybody twice. */
export function oneAHome({ accounts }: Callee): readonly Account[] {
  return accounts.filter((one, index) => accounts.findIndex((other) => isHome(one, other)) === index);
}

function isHome(
  account: Account,
  { platform, workspace }: Pick<Place | Account, 'platform' | 'workspace'>,
): boolean {
  return account.platform === platform && account.workspace === workspace;
}
