import type { Actor } from '../audit/entry.ts';
import type { Jobs, TimerHandler } from '../jobs/port.ts';
import type { Database, Reader, Tx } from '../store/database.ts';
import type { Ballot, Person } from './ballot.ts';
import type { BreakGlassRequest, Outcome, QuorumRequest } from './request.ts';
import { breakGlass, type GlassBreaking, requireMayBreak } from './service/break-glass.ts';
import { castVote, type Intent, mayVote, type VoteWithdrawal, withdrawVote } from './service/cast.ts';
import {
  type ClaimAnswer,
  type ClaimEvidence,
  claimRequest,
  type Reservations,
  settleRequest,
} from './service/claim.ts';
import type { ActResult } from './service/decide.ts';
import { askAgain, lookAhead } from './service/electorate.ts';
import { type Opening, openRequest, requireFree } from './service/open.ts';
import { getView, getViews, getVoting, listViews } from './service/read.ts';
import { endRequestsOf } from './service/requester-left.ts';
import { mayReview, overdueTimer, type ReviewVote, reviewBreakGlass } from './service/review.ts';
import type { ApprovalRoom, Electorate, SubjectHandler } from './service/room.ts';
import { readSealed, type SealedRequest } from './service/sealed.ts';
import { endRequest, mayVeto, type Stop, veto, withdraw } from './service/stop.ts';
import { deadlineTimer, reminderTimer } from './service/timers.ts';
import { voidVotes } from './service/void-votes.ts';
import { type Inbox, inboxOf, type WaitsFor, waitsFor } from './service/waits-for.ts';
import { type Filter, holdAhead } from './store.ts';
import type { ApprovalView } from './view.ts';
import type { Voting } from './voting.ts';

export type { ActResult } from './service/decide.ts';

/**
 * Approvals: who has to agree before something happens, and the one right to let it happen. Functions that
 * take a `tx` belong to the caller's transaction; the others open their own, answer refusals instead of
 * throwing them, and log both.
 */
export interface Approvals {
  /** Registers what a kind of subject does when it is approved. Before start, once a kind. */
  handle(kind: string, handler: SubjectHandler): void;
  open(tx: Tx, opening: Opening): Promise<QuorumRequest>;
  /** @throws OpsError when a live request holds a resource, so that no other could be opened for it now. */
  requireFree(tx: Tx, resource: string): Promise<void>;
  /** Whether somebody could vote so now, whatever they have to type: asked before they are asked for that. */
  mayVote(ballot: Intent): Promise<ActResult>;
  vote(ballot: Ballot): Promise<ActResult>;
  withdrawVote(person: VoteWithdrawal): Promise<ActResult>;
  /** Whether somebody could veto it now: asked before they are asked why. */
  mayVeto(person: Person): Promise<ActResult>;
  veto(person: Stop): Promise<ActResult>;
  withdraw(person: Stop): Promise<ActResult>;
  /** A newer request (or whatever is named) takes its place. Open the new one after this. */
  supersede(tx: Tx, requestId: string, bySubject: string, actor?: Actor): Promise<void>;
  invalidate(tx: Tx, requestId: string, why: string, actor?: Actor): Promise<void>;
  /** Locks a request that is about to be claimed or settled in this transaction, and asks what that needs; nothing is waited for. */
  holdAhead(tx: Tx, requestId: string): void;
  /** To be called when something was waited for between the two: what was asked about people may be old by now. */
  askAgain(tx: Tx): void;
  claim(tx: Tx, requestId: string, evidence?: ClaimEvidence): Promise<ClaimAnswer>;
  settle(tx: Tx, requestId: string, outcome: Outcome, reservations?: Reservations): Promise<void>;
  breakGlass(tx: Tx, breaking: GlassBreaking): Promise<BreakGlassRequest>;
  /** Whether somebody could break the glass now. @throws OpsError why not. */
  requireMayBreak(tx: Tx, breaking: Pick<GlassBreaking, 'subject' | 'policy' | 'by'>): Promise<void>;
  /** Whether somebody could review a break-glass now: asked before they are asked for their reason. */
  mayReview(person: Person): Promise<ActResult>;
  review(given: ReviewVote): Promise<ActResult>;
  get(reader: Reader, id: string): Promise<ApprovalView | undefined>;
  /** What a request stands for, by the bytes that its digest covers; undefined when they do not fit. */
  sealed(reader: Reader, id: string): Promise<SealedRequest | undefined>;
  /** A request as its voters see it. */
  voting(reader: Reader, id: string): Promise<Voting | undefined>;
  /** Those of some requests that exist, in any order. */
  getAll(reader: Reader, ids: readonly string[]): Promise<readonly ApprovalView[]>;
  list(reader: Reader, filter: Filter): Promise<readonly ApprovalView[]>;
  /** Whom a request waits for now; undefined when for nobody. */
  waitsFor(reader: Reader, id: string): Promise<WaitsFor | undefined>;
  /** What waits for somebody, and what they wait for themselves. */
  inbox(reader: Reader, principal: string): Promise<Inbox>;
  /** Takes back every open vote that came from an account which is no longer this person's. */
  voidVotes(account: string, principal: string): Promise<void>;
  /** Ends every open request of somebody who is no longer in the settings. */
  endRequestsOf(requester: string): Promise<void>;
  /** By kind of timer, for the jobs room. */
  readonly timers: Readonly<Record<string, TimerHandler>>;
}

export interface ApprovalsDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly people: Electorate;
}

export function createApprovals({ db, jobs, people }: ApprovalsDeps): Approvals {
  const handlers = new Map<string, SubjectHandler>();
  const room: ApprovalRoom = {
    db,
    jobs,
    people,
    handler(kind) {
      const handler = handlers.get(kind);
      if (handler === undefined) throw new Error(`nobody handles approvals of kind ${kind}`);
      return handler;
    },
  };
  const deadline = deadlineTimer(room);
  return {
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`two handlers for approvals of kind ${kind}`);
      handlers.set(kind, handler);
    },
    open: (tx, opening) => openRequest(tx, room, opening),
    requireFree: (tx, resource) => requireFree(tx, room, resource),
    mayVote: (ballot) => mayVote(room, ballot),
    vote: (ballot) => castVote(room, ballot),
    withdrawVote: (person) => withdrawVote(room, person),
    mayVeto: (person) => mayVeto(room, person),
    veto: (person) => veto(room, person),
    withdraw: (person) => withdraw(room, person),
    supersede: (tx, id, bySubject, actor = 'service/approval') =>
      endRequest(tx, room, id, 'superseded', `by ${bySubject}`, actor),
    invalidate: (tx, id, why, actor = 'service/approval') =>
      endRequest(tx, room, id, 'invalidated', why, actor),
    holdAhead(tx, id) {
      holdAhead(tx, id);
      lookAhead(tx, room, id);
    },
    askAgain,
    claim: (tx, id, evidence) => claimRequest(tx, room, id, evidence),
    settle: (tx, id, outcome, reservations) => settleRequest(tx, room, id, outcome, reservations),
    breakGlass: (tx, breaking) => breakGlass(tx, room, breaking),
    requireMayBreak: (tx, breaking) => requireMayBreak(tx, room, breaking),
    mayReview: (person) => mayReview(room, person),
    review: (given) => reviewBreakGlass(room, given),
    get: (reader, id) => getView(reader, people, id),
    sealed: readSealed,
    voting: getVoting,
    getAll: (reader, ids) => getViews(reader, people, ids),
    list: (reader, filter) => listViews(reader, people, filter),
    waitsFor: (reader, id) => waitsFor(reader, people, id),
    inbox: (reader, principal) => inboxOf(reader, people, principal),
    voidVotes: (account, principal) => voidVotes(room, account, principal),
    endRequestsOf: (requester) => endRequestsOf(room, requester),
    timers: {
      'request.expiry': deadline,
      'request.timelock': deadline,
      'request.grace': deadline,
      'request.reminder': reminderTimer(room),
      'review.overdue': overdueTimer(room),
    },
  };
}
