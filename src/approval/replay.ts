import type { Json } from '../canonical.ts';
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
  const [first] = entries;
  if (first === undefined) return [];
  const story = beginStory(first);
  return typeof story === 'string'
    ? [{ seq: first.seq, problem: story }]
    : goThrough(story, first, entries.slice(1));
}

/** What the whole chain of a request comes to, and the document that it is about. */
export interface Replayed {
  readonly story: Story;
  readonly document: Json;
}

/** @returns undefined when the chain does not begin like one of a request. */
export function replayStory(entries: readonly ReplayedEntry[]): Replayed | undefined {
  const [first] = entries;
  const story = first && beginStory(first);
  if (first === undefined || story === undefined || typeof story === 'string') return undefined;
  goThrough(story, first, entries.slice(1));
  const { document } = first.data.content as unknown as { readonly document: Json };
  return { story, document };
}

function goThrough(
  story: Story,
  first: ReplayedEntry,
  rest: readonly ReplayedEntry[],
): readonly ReplayFinding[] {
  const findings: ReplayFinding[] = [];
  let last = first.at;
  for (const entry of rest) {
    const backwards = entry.at < last ? 'it is older than the entry before it' : undefined;
    const problem = replayEntry(story, entry) ?? backwards;
    if (problem !== undefined) findings.push({ seq: entry.seq, problem });
    last = entry.at;
  }
  const end = rest.at(-1) ?? first;
  const unreviewed = story.rules.mode === 'break-glass' && story.review === 'none';
  if (unreviewed) findings.push({ seq: end.seq, problem: 'the glass was broken and no review was opened' });
  return findings;
}

type Replay = (story: Story, entry: ReplayedEntry) => string | undefined;

const nothing: Replay = () => undefined;

/** Claims that were refused because somebody else had written to the database. */
const INTRUSIONS: ReadonlySet<string> = new Set(['approval.forged', 'approval.content-changed']);

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
  'claim.refused': (_story, entry) =>
    INTRUSIONS.has(String(entry.data.code)) ? String(entry.data.why) : undefined,
  'review.refused': nothing,
};

function replayEntry(story: Story, entry: ReplayedEntry): string | undefined {
  const replay = REPLAYS[entry.kind];
  return replay ? replay(story, entry) : `${entry.kind} is no entry of a request`;
}
