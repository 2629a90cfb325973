import * as z from 'zod';
import { holdsAny, isActivePerson, type Standing } from '../../people/standing.ts';
import type { Outcome } from '../request.ts';
import { type Tally, tally } from '../tally.ts';
import { standingsAtVote } from '../vote.ts';
import {
  loggedStanding,
  principalOf,
  type ReplayedEntry,
  type Story,
  standingIn,
  storyIsOpen,
} from './story.ts';

const window = z.object({ notBefore: z.iso.datetime(), notAfter: z.iso.datetime() });
const claim = z.object({
  digest: z.string(),
  counted: z.array(z.object({ principal: z.string(), standing: loggedStanding.nullable() })),
});
const glass = z.object({ digest: z.string(), standing: loggedStanding });

/** `request.timelocked`: there were enough approvals, and a wait begins. */
export function replayTimelocked(story: Story, entry: ReplayedEntry): string | undefined {
  const before = story.state;
  story.state = 'timelocked';
  if (before !== 'pending') return `it became timelocked although it was ${before}`;
  return quorumProblem(story) ?? windowProblem(story, entry);
}

/** `request.ready`: from pending when there is no timelock, else when it is over. */
export function replayReady(story: Story, entry: ReplayedEntry): string | undefined {
  const before = story.state;
  story.state = 'ready';
  if (before === 'pending') return quorumProblem(story) ?? windowProblem(story, entry);
  if (before !== 'timelocked') return `it became ready although it was ${before}`;
  return outsideWindow(story, entry.at) ?? quorumProblem(story);
}

/** `request.reopened`: approvals were lost. */
export function replayReopened(story: Story): string | undefined {
  const before = story.state;
  story.state = 'pending';
  story.notBefore = null;
  story.notAfter = null;
  return before === 'timelocked' || before === 'ready'
    ? undefined
    : `it was reopened although it was ${before}`;
}

/** `request.claimed`: the one moment that matters most. */
export function replayClaimed(story: Story, entry: ReplayedEntry): string | undefined {
  const before = story.state;
  story.state = 'claimed';
  if (story.rules.mode === 'break-glass') return glassProblem(story, entry, before);
  const read = claim.safeParse(entry.data);
  if (!read.success) return 'the claim does not say whose approvals counted';
  if (before !== 'ready') return `it was claimed although it was ${before}`;
  if (read.data.digest !== story.digest) return 'something else was claimed than what was approved';
  const today = new Map<string, Standing>(
    read.data.counted.flatMap(({ principal, standing }) =>
      standing === null ? [] : [[principal, standingIn(principal, standing)]],
    ),
  );
  const votes = [...story.votes.values()];
  const { policy } = story.rules;
  const problem = outsideWindow(story, entry.at) ?? quorumProblem(story);
  if (problem) return problem;
  if (!tally(policy, story.requester, votes, today).met)
    return 'too few of those who approved were still eligible when it was claimed';
  return undefined;
}

/** `request.denied` */
export function replayDenied(story: Story): string | undefined {
  const open = storyIsOpen(story);
  const before = story.state;
  story.state = 'denied';
  if (!open) return `it was denied although it was ${before}`;
  if (story.rules.mode !== 'quorum' || count(story).rejections.length < story.rules.policy.denials)
    return 'it was denied with too few rejections';
  return undefined;
}

/** `request.expired` */
export function replayExpired(story: Story, entry: ReplayedEntry): string | undefined {
  const before = story.state;
  const open = storyIsOpen(story);
  story.state = 'expired';
  if (!open || story.rules.mode !== 'quorum') return `it expired although it was ${before}`;
  const deadline = before === 'pending' ? story.rules.expiresAt : story.notAfter;
  return deadline !== null && entry.at >= deadline ? undefined : 'it expired before its time was over';
}

/** `request.withdrawn`, `request.superseded`, `request.invalidated` */
export function replayStopped(
  story: Story,
  entry: ReplayedEntry,
  state: 'withdrawn' | 'superseded' | 'invalidated',
): string | undefined {
  const before = story.state;
  const open = storyIsOpen(story);
  story.state = state;
  if (!open) return `it was ${state} although it was ${before}`;
  if (state === 'withdrawn' && principalOf(entry.actor) !== story.requester)
    return `it was withdrawn by ${entry.actor} instead of its requester`;
  return undefined;
}

/** `request.executed`, `request.failed`, `request.unknown` */
export function replayOutcome(story: Story, outcome: Outcome): string | undefined {
  const before = story.state;
  story.state = outcome;
  return before === 'claimed' ? undefined : `it was ${outcome} although it was ${before}`;
}

function count(story: Story): Tally {
  if (story.rules.mode !== 'quorum') throw new TypeError('only votes can be counted');
  const votes = [...story.votes.values()];
  return tally(story.rules.policy, story.requester, votes, standingsAtVote(votes));
}

function quorumProblem(story: Story): string | undefined {
  if (story.rules.mode !== 'quorum') return 'a break-glass has no quorum';
  const now = count(story);
  if (!now.met) return 'there were not enough approvals';
  return now.rejections.length < story.rules.policy.denials ? undefined : 'it had been rejected';
}

function windowProblem(story: Story, entry: ReplayedEntry): string | undefined {
  const read = window.safeParse(entry.data);
  if (!read.success || story.rules.mode !== 'quorum') return 'it does not say when it may start';
  const { timelockMs, graceMs } = story.rules.policy;
  story.notBefore = new Date(read.data.notBefore);
  story.notAfter = new Date(read.data.notAfter);
  if (entry.at >= story.rules.expiresAt) return 'the approvals came after the time was over';
  const right =
    story.notBefore.getTime() === entry.at.getTime() + timelockMs &&
    story.notAfter.getTime() === story.notBefore.getTime() + graceMs;
  if (!right) return 'its timelock is not the one that was approved';
  return timelockMs > 0 === (entry.kind === 'request.timelocked') ? undefined : 'it skipped its timelock';
}

function outsideWindow(story: Story, at: Date): string | undefined {
  if (story.notBefore === null || at < story.notBefore) return 'its timelock was not over';
  return story.notAfter !== null && at < story.notAfter ? undefined : 'it was too late to start';
}

function glassProblem(story: Story, entry: ReplayedEntry, before: string): string | undefined {
  if (before !== 'pending') return `it was claimed although it was ${before}`;
  const read = glass.safeParse(entry.data);
  if (!read.success || story.rules.mode !== 'break-glass') return 'it does not say who broke the glass';
  if (read.data.digest !== story.digest) return 'something else was claimed than what was asked';
  const by = principalOf(entry.actor);
  if (by !== story.requester) return `${entry.actor} broke the glass in the name of ${story.requester}`;
  const standing = standingIn(by, read.data.standing);
  return isActivePerson(standing) && holdsAny(standing, story.rules.policy.of, entry.at)
    ? undefined
    : `${by} was not entitled to break the glass`;
}
