import type { Account } from '../people/principal.ts';
import type { Place } from './inbound.ts';

/** So many people one message calls at most: where more could act, enough of them are told. */
export const MOST_CALLED = 25;

/**
 * Those of some accounts that a message in a place calls: a platform notifies nobody of another one. What is kept names people
 * with all of their accounts, because a message may have to go elsewhere; how many it may call counts only where it goes.
 */
export function callsAt(
  calls: readonly Account[] | undefined,
  { platform, workspace }: Pick<Place, 'platform' | 'workspace'>,
): readonly Account[] {
  return (calls ?? [])
    .filter((one) => one.platform === platform && one.workspace === workspace)
    .slice(0, MOST_CALLED);
}

/** What goes into a message that calls them; nothing where nobody is called. */
export function calling(calls: readonly Account[]): { readonly calls?: readonly Account[] } {
  return calls.length === 0 ? {} : { calls };
}
