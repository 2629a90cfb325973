import { holdsAny, isActivePerson, type Standing } from '../people/standing.ts';
import { refuseUnproved } from '../people/unproved.ts';
import { anyOf } from '../values/saying.ts';

/** What somebody does not see, why, and what they can do. */
export type Hidden =
  /** They do not hold a role that may see it: others do. */
  | { readonly kind: 'forbidden'; readonly text: string }
  /** Whether they do is not certain just now. */
  | { readonly kind: 'uncertain'; readonly text: string };

const WHAT = 'How to reach them is not shown:';

/**
 * Why somebody does not see what is for some roles alone; undefined where they do.
 * @param standing undefined where nobody knows them
 */
export function hiddenFrom(
  standing: Standing | undefined,
  roles: readonly string[],
  now: Date,
): Hidden | undefined {
  if (standing !== undefined && holdsAny(standing, roles, now)) return undefined;
  const unproved = standing && refuseUnproved(WHAT, standing, roles);
  if (unproved !== undefined)
    return { kind: 'uncertain', text: [unproved.what, unproved.why, unproved.next].join(' ') };
  const fresh = isActivePerson(standing)
    ? standing.roles.find(({ role }) => roles.includes(role))?.role
    : undefined;
  return {
    kind: 'forbidden',
    text:
      fresh === undefined
        ? `Only ${anyOf(roles)} see how to reach them.`
        : `${WHAT} you hold ${fresh}, but not long enough for it to count.`,
  };
}
