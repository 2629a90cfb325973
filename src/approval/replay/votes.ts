import * as z from 'zod';
import { holdsAny, isActivePerson } from '../../people/standing.ts';
import type { Policy } from '../policy.ts';
import type { Vote } from '../vote.ts';
import { approvalCounts, rejectionCounts } from '../vote.ts';
import {
  loggedStanding,
  principalOf,
  type ReplayedEntry,
  type Story,
  standingIn,
  storyIsOpen,
} from './story.ts';

const cast = z.object({
  choice: z.enum(['approve', 'reject']),
  via: z.enum(['button', 'reaction']),
  digest: z.string(),
  account: z.string(),
  code: z.literal('checked').optional(),
  standing: loggedStanding,
});
const voided = z.object({ principal: z.string(), account: z.string() });
const vetoed = z.object({ standing: loggedStanding });

/** `vote.cast` and `vote.changed`. @returns what the rules did not allow. */
export function replayVote(story: Story, entry: ReplayedEntry): string | undefined {
  const voter = principalOf(entry.actor);
  if (voter === undefined) return `${entry.actor} is nobody who can vote`;
  const read = cast.safeParse(entry.data);
  if (!read.success || story.rules.mode !== 'quorum') return 'it is not a vote that this request can have';
  const { choice, via, digest, account, standing } = read.data;
  const vote: Vote = {
    principal: voter,
    choice,
    via,
    account,
    reason: null,
    at: entry.at,
    standing: standingIn(voter, standing),
  };
  const had = story.votes.has(voter);
  story.votes.set(voter, vote);
  if (!storyIsOpen(story)) return `${voter} voted although the request was ${story.state}`;
  if (isLate(story, entry.at)) return `${voter} voted after the time was over`;
  if (had !== (entry.kind === 'vote.changed')) return `${voter} had ${had ? 'a' : 'no'} vote before`;
  if (digest !== story.digest) return `${voter} voted on another digest`;
  if (voter === story.requester) return `${voter} voted on their own request`;
  if (choice === 'approve' && story.rules.policy.beneficiaries?.includes(voter))
    return `${voter} approved what they benefit from`;
  if (!story.rules.policy.via.includes(via)) return `the policy allows no vote by ${via}`;
  if (choice === 'approve' && story.rules.policy.code === 'approvers' && read.data.code === undefined)
    return `${voter} approved without a one-time code`;
  if (!mayVote(vote, story.rules.policy)) return `${voter} was not eligible to ${choice} then`;
  return undefined;
}

/** `vote.withdrawn` */
export function replayVoteWithdrawn(story: Story, entry: ReplayedEntry): string | undefined {
  const voter = principalOf(entry.actor) ?? '';
  if (!storyIsOpen(story)) return `a vote was withdrawn although the request was ${story.state}`;
  return story.votes.delete(voter) ? undefined : `${entry.actor} had no vote to withdraw`;
}

/** `vote.voided`: the account that it came from is no longer the voter's. */
export function replayVoteVoided(story: Story, entry: ReplayedEntry): string | undefined {
  const read = voided.safeParse(entry.data);
  if (!read.success) return 'it does not say whose vote was voided';
  const { principal, account } = read.data;
  if (!storyIsOpen(story)) return `a vote was voided although the request was ${story.state}`;
  const theirs = story.votes.get(principal)?.account === account;
  return theirs && story.votes.delete(principal) ? undefined : `${principal} had no vote from ${account}`;
}

/** `request.vetoed` */
export function replayVeto(story: Story, entry: ReplayedEntry): string | undefined {
  const open = storyIsOpen(story);
  const before = story.state;
  story.state = 'vetoed';
  if (!open) return `it was vetoed although it was ${before}`;
  const by = principalOf(entry.actor);
  const read = vetoed.safeParse(entry.data);
  if (by === undefined || !read.success || story.rules.mode !== 'quorum')
    return `${entry.actor} is nobody who can veto`;
  const standing = standingIn(by, read.data.standing);
  return isActivePerson(standing) && holdsAny(standing, story.rules.policy.veto, entry.at)
    ? undefined
    : `${by} was not entitled to veto`;
}

function mayVote(vote: Vote, policy: Policy): boolean {
  if (vote.choice === 'reject') return rejectionCounts(vote, vote.standing, policy);
  return policy.groups.some((group) => approvalCounts(vote, vote.standing, group, policy));
}

function isLate(story: Story, at: Date): boolean {
  const deadline =
    story.state === 'pending' && story.rules.mode === 'quorum' ? story.rules.expiresAt : story.notAfter;
  return deadline !== null && at >= deadline;
}
