import {
  replayClaimed,
  replayDenied,
  replayExpired,
  replayOutcome,
  replayReady,
  replayReopened,
  replayStopped,
  replayTimelocked,
} from './replay/moves.ts';
import { replayReview } from './replay/review.ts';
import { beginStory, type ReplayedEntry, type Story } from './replay/story.ts';
import { replayVeto, replayVote, replayVoteVoided, replayVoteWithdrawn } from './replay/votes.ts';

export interface ReplayFinding {
  readonly seq: number;
  readonly problem: string;
}

/**
 * Goes through the whole chain of one request, from the entries alone, and names each that the rules did not
 * allow. After a finding it goes on as if the entry were true, so that one forgery is not reported many times.
 */
export function replayRequest(entries: readonly ReplayedEntry[]): readonly ReplayFinding[] {
  const [first, ...rest] = entries;
  if (first === undefined) return [];
  const story = beginStory(first);
  if (typeof story === 'string') return [{ seq: first.seq, problem: story }];
  const findings: ReplayFinding[] = [];
  let last = first.at;
  for (const entry of rest) {
    const backwards = entry.at < last ? 'it is older than the entry before it' : undefined;
    const problem = replayEntry(story, entry) ?? backwards;
    if (problem !== undefined) findings.push({ seq: entry.seq, problem });
    last = entry.at;
  }
  const end = entries.at(-1) ?? first;
  const unreviewed = story.rules.mode === 'break-glass' && story.review === 'none';
  if (unreviewed) findings.push({ seq: end.seq, problem: 'the glass was broken and no review was opened' });
  return findings;
}

type Replay = (story: Story, entry: ReplayedEntry) => string | undefined;

const nothing: Replay = () => undefined;

const REPLAYS: Readonly<Record<string, Replay>> = {
  'vote.cast': replayVote,
  'vote.changed': replayVote,
  'vote.withdrawn': replayVoteWithdrawn,
  'vote.voided': replayVoteVoided,
  'request.timelocked': replayTimelocked,
  'request.ready': replayReady,
  'request.reopened': replayReopened,
  'request.claimed': replayClaimed,
  'request.denied': replayDenied,
  'request.vetoed': replayVeto,
  'request.expired': replayExpired,
  'request.withdrawn': (story, entry) => replayStopped(story, entry, 'withdrawn'),
  'request.superseded': (story, entry) => replayStopped(story, entry, 'superseded'),
  'request.invalidated': (story, entry) => replayStopped(story, entry, 'invalidated'),
  'request.executed': (story) => replayOutcome(story, 'executed'),
  'request.failed': (story) => replayOutcome(story, 'failed'),
  'request.unknown': (story) => replayOutcome(story, 'unknown'),
  'review.opened': replayReview,
  'review.verdict': replayReview,
  'review.ratified': replayReview,
  'review.objected': replayReview,
  'review.overdue': replayReview,
  'vote.refused': nothing,
  'vote.withdrawal-refused': nothing,
  'veto.refused': nothing,
  'request.refused': nothing,
  'claim.refused': nothing,
  'review.refused': nothing,
};

function replayEntry(story: Story, entry: ReplayedEntry): string | undefined {
  const replay = REPLAYS[entry.kind];
  return replay ? replay(story, entry) : `${entry.kind} is no entry of a request`;
}
