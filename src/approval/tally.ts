import type { Standings } from '../people/standing.ts';
import type { Policy } from './policy.ts';
import { approvalCounts, rejectionCounts, type Vote } from './vote.ts';

export interface Tally {
  /** For each group of the policy, in its order: the people who fill its places. */
  readonly groups: readonly (readonly string[])[];
  /** Approvals that are valid but not needed. */
  readonly spare: readonly string[];
  readonly rejections: readonly string[];
  /** Every place of every group is filled. */
  readonly met: boolean;
}

/**
 * Counts the votes. People are placed by maximum bipartite matching (augmenting paths), so that when any
 * arrangement fills all groups, one is found, whoever voted first. The requester's vote never counts.
 */
export function tally(
  policy: Policy,
  requester: string,
  votes: readonly Vote[],
  standings: Standings,
): Tally {
  const inOrder = votes
    .filter((vote) => vote.principal !== requester)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.principal < b.principal ? -1 : 1));
  const placed: string[][] = policy.groups.map(() => []);
  const fits = new Map(inOrder.map((vote) => [vote.principal, groupsOf(policy, vote, standings)]));
  const approving = inOrder.filter((vote) => (fits.get(vote.principal) ?? []).length > 0);
  const spare = approving
    .filter((vote) => !place(vote.principal, policy, fits, placed, new Set()))
    .map((vote) => vote.principal);
  return {
    groups: placed,
    spare,
    rejections: inOrder
      .filter((vote) => rejectionCounts(vote, standings.get(vote.principal), policy))
      .map((vote) => vote.principal),
    met: policy.groups.every((group, index) => (placed[index]?.length ?? 0) >= group.quorum),
  };
}

/** Everybody whose approval fills a place. */
export function counted(tally: Tally): readonly string[] {
  return tally.groups.flat();
}

function groupsOf(policy: Policy, vote: Vote, standings: Standings): number[] {
  const standing = standings.get(vote.principal);
  return policy.groups.flatMap((group, index) =>
    approvalCounts(vote, standing, group, policy) ? [index] : [],
  );
}

/** Finds a place for somebody, moving others to another group of theirs where that makes room. */
function place(
  person: string,
  policy: Policy,
  fits: ReadonlyMap<string, readonly number[]>,
  placed: string[][],
  tried: Set<number>,
): boolean {
  for (const index of fits.get(person) ?? []) {
    if (tried.has(index)) continue;
    tried.add(index);
    const here = placed[index];
    const group = policy.groups[index];
    if (here === undefined || group === undefined) continue;
    if (here.length < group.quorum) {
      here.push(person);
      return true;
    }
    for (const [seat, other] of here.entries()) {
      if (place(other, policy, fits, placed, tried)) {
        here[seat] = person;
        return true;
      }
    }
  }
  return false;
}
