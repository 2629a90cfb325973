import type { Vote } from '../../approval/vote.ts';
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

/**
 * One wish a person. Who says both means the safe one: stop. So whoever may be saying stop, by an account that could not be
 * looked up, approves nothing until that is known.
 */
export function wishesOf(
  { signals, unknown }: Survey,
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
  for (const [key, choices] of unknown) {
    const voter = owners.get(key);
    if (voter !== undefined && choices.has('reject') && wishes.get(voter)?.choice === 'approve')
      wishes.delete(voter);
  }
  return wishes;
}

/**
 * Whether a wish changes the vote that stands. A click is the stronger word for approving; a rejecting reaction
 * stops in any case.
 */
export function changes(wish: Wish, vote: Vote | undefined): boolean {
  if (vote?.choice === wish.choice) return false;
  return vote === undefined || vote.via === 'reaction' || wish.choice === 'reject';
}

/**
 * Votes by reaction that no reaction carries any more. Where a platform cannot be asked, its votes stay, and where one
 * person cannot be looked up, theirs do; so do those whose card was deleted with the reaction: nobody took them back.
 */
export function abandoned(
  votes: readonly Vote[],
  wishes: ReadonlyMap<string, Wish>,
  survey: Survey,
  owners: ReadonlyMap<string, string>,
): readonly Vote[] {
  const unknown = unknownVoters(survey, owners);
  return votes.filter(
    (vote) =>
      vote.via === 'reaction' &&
      !wishes.has(vote.principal) &&
      !unknown.has(vote.principal) &&
      !survey.blind.has(homeOfKey(vote.account)) &&
      !isFromDeletedCard(vote, survey),
  );
}

/**
 * Voters whose approving reaction was seen, or was deleted with its card: they can still take their vote back by the
 * button, and a vote by button is not looked for on any list either.
 */
export function confirmed(
  votes: readonly Vote[],
  wishes: ReadonlyMap<string, Wish>,
  survey: Survey,
  owners: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const unknown = unknownVoters(survey, owners);
  const seen = [...wishes.values()].filter(({ choice }) => choice === 'approve').map(({ voter }) => voter);
  const deleted = votes
    .filter(
      ({ choice, principal }) => choice === 'approve' && !wishes.has(principal) && !unknown.has(principal),
    )
    .filter((vote) => vote.via === 'reaction' && isFromDeletedCard(vote, survey))
    .map(({ principal }) => principal);
  return new Set([...seen, ...deleted]);
}

/** Those of whom one account or more could not be looked up. */
function unknownVoters({ unknown }: Survey, owners: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...unknown.keys()].flatMap((key) => owners.get(key) ?? []));
}

/** Whether a vote is older than the card that shows its request now at the place it came from. */
function isFromDeletedCard({ account, at }: Vote, { again }: Survey): boolean {
  const since = again.get(homeOfKey(account));
  return since !== undefined && at < since;
}

/** The account of a key, e.g. `discord/77/123`. */
export function accountOfKey(key: string): Account {
  const [platform, workspace = '', ...id] = key.split('/');
  return { platform: platform as Account['platform'], workspace, id: id.join('/') };
}

function homeOfKey(key: string): string {
  return homeOf(accountOfKey(key));
}
