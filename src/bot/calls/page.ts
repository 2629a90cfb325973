import { callsAt, MOST_CALLED } from '../../chat/calls.ts';
import type { Place } from '../../chat/inbound.ts';
import type { Account } from '../../people/principal.ts';
import { type Callee, oneAHome } from './share.ts';

/** Whom messages in several places call at once. */
export interface Page {
  /** In the order of the places: with all of their accounts, as the message may have to go elsewhere. */
  readonly calls: readonly (readonly Account[])[];
  /** Principals who have no account in any of the places. */
  readonly absent: readonly string[];
  /** Principals for whom no message had room. */
  readonly crowdedOut: readonly string[];
}

/** Calls everybody in every place where they have an account; where there is no room for all, those go first who are called nowhere else. */
export function pageIn(places: readonly Place[], paged: readonly Callee[]): Page {
  const called = new Set<string>();
  const calls = places.map((place) => {
    const here = paged.filter(({ accounts }) => callsAt(accounts, place).length > 0);
    const isNew = ({ principal }: Callee): boolean => !called.has(principal);
    const chosen = [...here.filter(isNew), ...here.filter((one) => !isNew(one))].slice(0, MOST_CALLED);
    for (const { principal } of chosen) called.add(principal);
    return chosen.flatMap(oneAHome);
  });
  const left = paged.filter(({ principal }) => !called.has(principal));
  const isHere = ({ accounts }: Callee): boolean =>
    places.some((place) => callsAt(accounts, place).length > 0);
  return {
    calls,
    absent: left.filter((one) => !isHere(one)).map(({ principal }) => principal),
    crowdedOut: left.filter(isHere).map(({ principal }) => principal),
  };
}
