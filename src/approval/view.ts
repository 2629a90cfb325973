import type { Json, Sha256Hex } from '../canonical.ts';
import type { Standings } from '../people/standing.ts';
import { asksApprovers, type Via } from './policy.ts';
import type { ApprovalRequest, End, RequestState, Subject } from './request.ts';
import { isOpen } from './request.ts';
import type { BreakGlassPolicy } from './review/policy.ts';
import type { Review } from './review/review.ts';
import type { Held } from './store.ts';
import { tally } from './tally.ts';
import { type Choice, standingsAtVote, voteCounts } from './vote.ts';
import { viaOf } from './voting.ts';
import { endedBy, stateInWords } from './words.ts';

/** Everything that a card shows of a request. */
export interface ApprovalView {
  readonly id: string;
  readonly mode: ApprovalRequest['mode'];
  readonly state: RequestState;
  /** The state in one sentence. */
  readonly status: string;
  readonly subject: Subject;
  readonly document: Json;
  readonly digest: Sha256Hex;
  readonly environment: string;
  readonly requester: Named;
  readonly reason: string | null;
  readonly place: Json;
  readonly openedAt: Date;
  readonly expiresAt: Date | null;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly claimedAt: Date | null;
  readonly end: End | null;
  /** The person who ended it; null where time, votes or Keyturn did. */
  readonly endedBy: Named | null;
  readonly votes: readonly VoteView[];
  readonly groups: readonly GroupView[];
  /** Who benefits from what is asked, and so neither approves nor reviews it. */
  readonly beneficiaries: readonly Named[];
  /** Roles whose members can still bring it forward; empty when nothing is missing. */
  readonly awaited: readonly string[];
  /** How votes may be given; empty once votes no longer matter. */
  readonly via: readonly Via[];
  /** Whether approving needs the typed confirmation phrase. */
  readonly confirmApproval: boolean;
  /** Whether approving needs a one-time code. */
  readonly codeApproval: boolean;
  /** Roles that can veto; empty once it is too late. */
  readonly veto: readonly string[];
  readonly rejections: { readonly count: number; readonly limit: number } | null;
  readonly review: ReviewView | null;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface VoteView {
  readonly by: Named;
  readonly choice: Choice;
  readonly at: Date;
  readonly via: Via;
  /** Key of the account that it came from. */
  readonly account: string;
  readonly reason: string | null;
  /** False when the roles of the voter have changed so that it counts no more, while it would have to. */
  readonly counts: boolean;
}

export interface GroupView {
  readonly of: readonly string[];
  readonly quorum: number;
  /** Who fills its places. */
  readonly filledBy: readonly Named[];
}

export interface ReviewView extends Omit<Review, 'verdicts' | 'requestId'> {
  readonly of: readonly string[];
  readonly quorum: number;
  readonly page: string;
  readonly verdicts: readonly (Omit<Review['verdicts'][number], 'principal'> & { readonly by: Named })[];
}

/** Names by principal, for whoever has one. */
export type Names = ReadonlyMap<string, { readonly name: string }>;

/** Everybody whose name a view shows. */
export function peopleIn({ request, votes }: Held, review: Review | undefined): string[] {
  const verdicts = review?.verdicts ?? [];
  // Who stopped it may be nobody who voted or asked.
  const stopper = endedBy(request.end);
  return [
    request.requester,
    ...(request.policy.beneficiaries ?? []),
    ...(stopper === undefined ? [] : [stopper]),
    ...[...votes, ...verdicts].map((one) => one.principal),
  ];
}

/** Whether the roles of today say what is missing: until there are enough votes. */
export function isCounting({ request, votes }: Held): boolean {
  return request.mode === 'quorum' && request.state === 'pending' && votes.length > 0;
}

/**
 * The read model of a request. While it waits for votes, they are counted by the roles of today, as they will be when it
 * becomes ready and when it is claimed; afterwards by those of the time when they were given.
 * @param today whose standings {@link isCounting} asks for
 */
export function viewOf(
  held: Held,
  review: Review | undefined,
  names: Names,
  today: Standings = new Map(),
): ApprovalView {
  const { request, votes } = held;
  const standings = isCounting(held) ? today : standingsAtVote(votes);
  const named = (id: string): Named => ({ id, name: names.get(id)?.name ?? id });
  const stopper = endedBy(request.end);
  return {
    id: request.id,
    mode: request.mode,
    state: request.state,
    subject: request.subject,
    document: request.document,
    digest: request.digest,
    environment: request.environment,
    requester: named(request.requester),
    reason: request.reason,
    place: request.place,
    openedAt: request.openedAt,
    expiresAt: request.expiresAt,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    claimedAt: request.claimedAt,
    end: request.end,
    endedBy: stopper === undefined ? null : named(stopper),
    votes: votes.map((vote) => ({
      by: named(vote.principal),
      choice: vote.choice,
      at: vote.at,
      via: vote.via,
      account: vote.account,
      reason: vote.reason,
      counts: request.mode !== 'quorum' || voteCounts(vote, standings.get(vote.principal), request.policy),
    })),
    beneficiaries: (request.policy.beneficiaries ?? []).map(named),
    ...quorumView(held, named, standings),
    review: review && request.mode === 'break-glass' ? reviewView(request.policy, review, named) : null,
  };
}

type QuorumView = Pick<
  ApprovalView,
  'status' | 'groups' | 'awaited' | 'via' | 'confirmApproval' | 'codeApproval' | 'veto' | 'rejections'
>;

function quorumView(
  { request, votes }: Held,
  named: (id: string) => Named,
  standings: Standings,
): QuorumView {
  const nameOf = (principal: string): string => named(principal).name;
  if (request.mode !== 'quorum') {
    const none = { groups: [], awaited: [], via: [], veto: [], rejections: null };
    return {
      ...none,
      confirmApproval: false,
      codeApproval: false,
      status: stateInWords(request, undefined, nameOf),
    };
  }
  const { policy } = request;
  const count = tally(policy, request.requester, votes, standings);
  const groups = policy.groups.map((group, index) => ({
    ...group,
    filledBy: (count.groups[index] ?? []).map(named),
  }));
  const missing = groups.filter((group) => group.filledBy.length < group.quorum);
  const open = isOpen(request);
  return {
    status: stateInWords(request, count, nameOf),
    groups,
    awaited: open ? [...new Set(missing.flatMap((group) => group.of))] : [],
    via: viaOf(request),
    confirmApproval: open && asksApprovers(policy.confirm),
    codeApproval: open && policy.code === 'approvers',
    veto: open ? policy.veto : [],
    rejections: { count: count.rejections.length, limit: policy.denials },
  };
}

function reviewView(policy: BreakGlassPolicy, review: Review, named: (id: string) => Named): ReviewView {
  const { requestId: _, verdicts, ...rest } = review;
  return {
    ...rest,
    of: policy.review.of,
    quorum: policy.review.quorum,
    page: policy.page,
    verdicts: verdicts.map(({ principal, ...verdict }) => ({ ...verdict, by: named(principal) })),
  };
}
