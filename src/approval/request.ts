import type { Actor } from '../audit/entry.ts';
import type { Json, Sha256Hex } from '../canonical.ts';
import { subjectKind } from '../subject.ts';
import type { Policy } from './policy.ts';
import type { BreakGlassPolicy } from './review/policy.ts';

/** What is to be approved: a plan, a public statement, a policy change… Approval knows no more than this. */
export interface Subject {
  /** Chooses the handler, e.g. `plan`. */
  readonly kind: string;
  /** e.g. `shop:cache/clear`. */
  readonly id: string;
  readonly title: string;
}

/** Votes still matter here. */
export type OpenState = 'pending' | 'timelocked' | 'ready';
/** The effect was started and this is what became of it. */
export type Outcome = 'executed' | 'failed' | 'unknown';
/** The ends without an effect. */
export type DeadState = 'denied' | 'vetoed' | 'expired' | 'withdrawn' | 'superseded' | 'invalidated';
export type EndState = Outcome | DeadState;
export type RequestState = OpenState | 'claimed' | EndState;

interface Common {
  readonly id: string;
  readonly state: RequestState;
  readonly subject: Subject;
  /** What exactly is approved, as it was when the request was opened. */
  readonly document: Json;
  readonly requester: string;
  /** At most one live request holds a resource. */
  readonly resource: string | null;
  readonly environment: string;
  readonly reason: string | null;
  /** Where it was asked; opaque here. */
  readonly place: Json;
  readonly digest: Sha256Hex;
  readonly openedAt: Date;
  /** The window in which it may start: `notBefore <= claim < notAfter`. Null until there are enough votes. */
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  /** Counts how often there were enough votes; a timer of an earlier round means nothing. */
  readonly round: number;
  readonly claimedAt: Date | null;
  /** Set with the end states. */
  readonly end: End | null;
}

export interface End {
  readonly at: Date;
  readonly by: Actor;
  readonly why: string | null;
}

/** Starts when enough people have approved. */
export interface QuorumRequest extends Common {
  readonly mode: 'quorum';
  readonly policy: Policy;
  /** Votes are collected until then. */
  readonly expiresAt: Date;
}

/** Started by one person at once; reviewed by others afterwards. */
export interface BreakGlassRequest extends Common {
  readonly mode: 'break-glass';
  readonly policy: BreakGlassPolicy;
  readonly expiresAt: null;
}

export type ApprovalRequest = QuorumRequest | BreakGlassRequest;

const OPEN: ReadonlySet<RequestState> = new Set<OpenState>(['pending', 'timelocked', 'ready']);

/** Whether votes still matter. */
export function isOpen(request: ApprovalRequest): boolean {
  return isOpenState(request.state);
}

export function isOpenState(state: RequestState): state is OpenState {
  return OPEN.has(state);
}

const DEAD: ReadonlySet<RequestState> = new Set<DeadState>([
  'denied',
  'vetoed',
  'expired',
  'withdrawn',
  'superseded',
  'invalidated',
]);

/** Whether it ended without an effect. */
export function isDead(request: ApprovalRequest): boolean {
  return DEAD.has(request.state);
}

/** Whether nothing can change any more. */
export function isEnded(request: ApprovalRequest): boolean {
  return !isOpen(request) && request.state !== 'claimed';
}

/** Its chain of the log, and the subject of its events and cards. */
export const REQUEST = subjectKind('request', 'apr');

/** What must be typed, letter by letter, to confirm: the subject's id without what stands before the colon. */
export function confirmationPhrase(subject: Subject): string {
  return phraseOf(subject.id);
}

/** The same for whoever knows only what the subject is called. */
export function phraseOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
