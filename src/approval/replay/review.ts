import * as z from 'zod';
import { holdsAny, isActivePerson } from '../../people/standing.ts';
import { loggedStanding, principalOf, type ReplayedEntry, type Story, standingIn } from './story.ts';

const verdict = z.object({ opinion: z.enum(['ratify', 'object']), standing: loggedStanding });

/** Everything of a break-glass after it was started. @returns what the rules did not allow. */
export function replayReview(story: Story, entry: ReplayedEntry): string | undefined {
  if (story.rules.mode !== 'break-glass') return 'a request that needs approvals has no review';
  switch (entry.kind) {
    case 'review.opened':
      return replayOpened(story);
    case 'review.verdict':
      return replayVerdict(story, entry);
    case 'review.ratified':
      return replayClosed(story, 'ratified');
    case 'review.objected':
      return replayClosed(story, 'objected');
    default:
      return story.review === 'open' ? undefined : `a review that is ${story.review} cannot be overdue`;
  }
}

function replayOpened(story: Story): string | undefined {
  if (story.review !== 'none') return 'its review was opened twice';
  story.review = 'open';
  return story.state === 'claimed' ? undefined : 'its review was opened before it was started';
}

function replayVerdict(story: Story, entry: ReplayedEntry): string | undefined {
  const by = principalOf(entry.actor);
  const read = verdict.safeParse(entry.data);
  if (by === undefined || !read.success || story.rules.mode !== 'break-glass')
    return `${entry.actor} is nobody who can review`;
  const standing = standingIn(by, read.data.standing);
  story.verdicts.set(by, read.data.opinion);
  if (story.review !== 'open') return `${by} reviewed although the review was ${story.review}`;
  if (by === story.requester) return `${by} reviewed their own break-glass`;
  if (story.rules.policy.beneficiaries?.includes(by)) return `${by} reviewed what they benefit from`;
  return isActivePerson(standing) && holdsAny(standing, story.rules.policy.review.of, entry.at)
    ? undefined
    : `${by} was not entitled to review`;
}

function replayClosed(story: Story, state: 'ratified' | 'objected'): string | undefined {
  const before = story.review;
  story.review = state;
  if (before !== 'open' || story.rules.mode !== 'break-glass')
    return `its review was ${before} and cannot be closed`;
  const opinions = [...story.verdicts.values()];
  if (opinions.length < story.rules.policy.review.quorum)
    return 'its review was closed with too few verdicts';
  return opinions.includes('object') === (state === 'objected')
    ? undefined
    : `its reviewers did not say ${state}`;
}
