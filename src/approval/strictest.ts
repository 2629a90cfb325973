import { asksApprovers, asksRequester, type Group, type Policy, type Via } from './policy.ts';

/**
 * A policy that wants what both want. Whoever satisfies it satisfies each of the two: people whom one asks for already count for the
 * other where they must, and whom nobody asked for yet come on top.
 */
export function strictest(one: Policy, other: Policy): Policy {
  const confirm = confirmOf(
    asksRequester(one.confirm) || asksRequester(other.confirm),
    asksApprovers(one.confirm) || asksApprovers(other.confirm),
  );
  const code = one.code === 'approvers' ? one.code : other.code;
  const beneficiaries = union(one.beneficiaries ?? [], other.beneficiaries ?? []);
  return {
    groups: [...one.groups, ...lacking(one.groups, other.groups)],
    timelockMs: Math.max(one.timelockMs, other.timelockMs),
    expiresMs: Math.min(one.expiresMs, other.expiresMs),
    graceMs: Math.min(one.graceMs, other.graceMs),
    veto: union(one.veto, other.veto),
    denials: Math.min(one.denials, other.denials),
    holdMs: Math.max(one.holdMs, other.holdMs),
    reason: one.reason === 'required' ? one.reason : other.reason,
    confirm,
    code,
    via: viaOf(one, other, asksApprovers(confirm) || code === 'approvers'),
    ...(one.wakes || other.wakes ? { wakes: true as const } : {}),
    ...(beneficiaries.length === 0 ? {} : { beneficiaries }),
  };
}

/** What of the wanted groups the given ones do not bring along, however they are filled. */
function lacking(given: readonly Group[], wanted: readonly Group[]): readonly Group[] {
  // Each person whom a group brings stands for one place; whoever fills it holds one of its roles, nobody knows which.
  const people = given.flatMap(({ of, quorum }) => Array.from({ length: quorum }, () => of));
  const taken = new Map<number, number>();
  const places = wanted.flatMap(({ of, quorum }, group) =>
    Array.from({ length: quorum }, () => ({ of, group })),
  );
  /** Finds somebody for a place, moving others on where that helps. */
  const fill = (place: number, tried: Set<number>): boolean => {
    const { of = [] } = places[place] ?? {};
    return people.some((roles, person) => {
      if (tried.has(person) || !roles.every((role) => of.includes(role))) return false;
      tried.add(person);
      const before = taken.get(person);
      if (before !== undefined && !fill(before, tried)) return false;
      taken.set(person, place);
      return true;
    });
  };
  const open = places.filter((_, place) => !fill(place, new Set()));
  return wanted.flatMap(({ of }, group) => {
    const quorum = open.filter((place) => place.group === group).length;
    return quorum === 0 ? [] : [{ of, quorum }];
  });
}

function confirmOf(requester: boolean, approvers: boolean): Policy['confirm'] {
  if (requester && approvers) return 'both';
  if (requester) return 'requester';
  return approvers ? 'approvers' : 'none';
}

/** A reaction carries nothing that is typed; where the two share no way, a button serves both. */
function viaOf(one: Policy, other: Policy, isTyped: boolean): readonly Via[] {
  const shared = one.via.filter((way) => other.via.includes(way));
  return isTyped || shared.length === 0 ? ['button'] : shared;
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}
