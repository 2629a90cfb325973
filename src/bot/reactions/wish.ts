import type { VoteView } from '../../approval/view.ts';
import type { Account } from '../../people/principal.ts';
import type { Choice } from './emoji.ts';
import { homeOf, type Survey } from './survey.ts';

/** What one person wants by all their reactions, whatever accounts they come from. */
export interface Wish {
  readonly voter: string;
  readonly choice: Choice;
  /** The account that says so. */
  readonly account: Account;
}

/** One wish a person. Who says both means the safe one: stop. */
export function wishesOf(
  { signals }: Survey,
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const [key, { account, choices }] of [...signals].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const voter = owners.get(key);
    if (voter === undefined) continue;
    const choice: Choice = choices.has('reject') ? 'reject' : 'approve';
    const before = wishes.get(voter);
    if (before === undefined || (choice === 'reject' && before.choice === 'approve'))
      wishes.set(voter, { voter, choice, account });
  }
  return wishes;
}

/**
 * Whether a wish changes the vote that stands. A click is the stronger word for approving; a rejecting reaction
 * stops in any case.
 */
export function changes(wish: Wish, vote: VoteView | undefined): boolean {
  if (vote?.choice === wish.choice) return false;
  return vote === undefined || vote.via === 'reaction' || wish.choice === 'reject';
}

/** Votes by reaction that no reaction carries any more. Where a platform cannot be asked, its votes stay. */
export function abandoned(
  votes: readonly VoteView[],
  wishes: ReadonlyMap<string, Wish>,
  { blind }: Survey,
): readonly VoteView[] {
  return votes.filter(
    (vote) => vote.via === 'reaction' && !wishes.has(vote.by.id) && !blind.has(homeOfKey(vote.account)),
  );
}

/** Voters whose approving reaction was seen. */
export function confirmed(wishes: ReadonlyMap<string, Wish>): ReadonlySet<string> {
  return new Set([...wishes.values()].filter(({ choice }) => choice === 'approve').map(({ voter }) => voter));
}

/** The account of a key, e.g. `discord/77/123`. */
export function accountOfKey(key: string): Account {
  const [platform, workspace = '', ...id] = key.split('/');
  return { platform: platform as Account['platform'], workspace, id: id.join('/') };
}

function homeOfKey(key: string): string {
  return homeOf(accountOfKey(key));
}
