import type { Refusal } from '../errors.ts';
import type { Standing } from './standing.ts';

const NEXT =
  'Treat it as an intrusion: run `keyturn audit verify`. Rows that it names go with the next start, which gives anew what the settings give; foreign entries that it names are set aside with `keyturn audit set-aside`.';

/**
 * Why somebody does not count although the tables say so: Keyturn did not write those rows, or what they say could not be
 * asked for again.
 * @param what begins the answer.
 * @param roles those that would do; empty: only the person matters.
 */
export function refuseUnproved(
  what: string,
  { unproved, doubted = [] }: Standing,
  roles: readonly string[] = [],
): Refusal | undefined {
  const unsure = doubted.filter((name) => roles.includes(name));
  if (unsure.length > 0) return doubtedRoles(what, unsure);
  if (unproved === undefined) return undefined;
  const [role] = unproved.roles.filter((name) => roles.includes(name));
  if (unproved.person) return unprovedRows(what, 'you are who it says');
  return role === undefined ? undefined : unprovedRows(what, `you hold ${role} like that`);
}

function doubtedRoles(what: string, roles: readonly string[]): Refusal {
  return {
    code: 'access.temporary',
    what,
    why: `you are ${roles.join(' and ')} by your groups on a chat platform, and it did not say just now whether you still are.`,
    next: 'Try again in a moment.',
  };
}

export function unprovedRows(what: string, claim: string): Refusal {
  return {
    code: 'standing.unproved',
    what,
    why: `the database says that ${claim}, and the log, which Keyturn wrote, does not.`,
    next: NEXT,
  };
}
