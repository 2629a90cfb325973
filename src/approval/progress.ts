import type { Actor } from '../audit/entry.ts';
import type { EntryKind } from '../audit/words.ts';
import type { Json } from '../canonical.ts';
import type { Standings } from '../people/standing.ts';
import type { ApprovalRequest, DeadState, OpenState, QuorumRequest } from './request.ts';
import { isOpen } from './request.ts';
import { counted, type Tally, tally } from './tally.ts';
import type { Vote } from './vote.ts';

/** One transition: the request after it, and what the log says about it. */
export interface Change {
  readonly request: ApprovalRequest;
  readonly kind: Extract<EntryKind, `request.${string}`>;
  readonly data: { readonly [key: string]: Json };
  /** Who brought it about; `service/approval` for what votes and time did. */
  readonly actor?: Actor;
}

export type QuorumChange = Change & { readonly request: QuorumRequest };

/**
 * Everything that the votes and the time make of a request, step by step; empty when nothing is due.
 * `standings` are today's for a decision; those of the time of the vote serve for a first look.
 */
export function progress(
  request: QuorumRequest,
  votes: readonly Vote[],
  standings: Standings,
  now: Date,
): readonly QuorumChange[] {
  const count = tally(request.policy, request.requester, votes, standings);
  const changes: QuorumChange[] = [];
  let current: QuorumRequest = request;
  for (let change = next(current, votes, count, now); change; change = next(current, votes, count, now)) {
    changes.push(change);
    current = change.request;
  }
  return changes;
}

function next(
  request: QuorumRequest,
  votes: readonly Vote[],
  count: Tally,
  now: Date,
): QuorumChange | undefined {
  // Ends absorb.
  if (!isOpen(request)) return undefined;
  const stopped = overdue(request, now) ?? denied(request, votes, count, now);
  if (stopped) return stopped;
  if (request.state === 'pending') return quorumReached(request, count, now);
  return quorumLost(request, count) ?? timelockOver(request, count, now);
}

/** The expiry of an open request whose time has run out, whatever its votes. */
function overdue(request: QuorumRequest, now: Date): QuorumChange | undefined {
  return request.state === 'pending'
    ? expired(request, request.expiresAt, 'there were not enough approvals in time', now)
    : expired(request, request.notAfter, 'it was approved, but not started in time', now);
}

function expired(
  request: QuorumRequest,
  deadline: Date | null,
  why: string,
  now: Date,
): QuorumChange | undefined {
  if (deadline === null || now < deadline) return undefined;
  return dead(request, 'expired', 'service/approval', why, now);
}

/** The last of those who reject it ends it, and why they do is why it ends. */
function denied(
  request: QuorumRequest,
  votes: readonly Vote[],
  count: Tally,
  now: Date,
): QuorumChange | undefined {
  if (count.rejections.length < request.policy.denials) return undefined;
  const last = count.rejections.at(-1) ?? '';
  const why = votes.find(({ principal }) => principal === last)?.reason ?? null;
  const change = dead(request, 'denied', `principal/${last}`, why, now);
  return { ...change, data: { ...change.data, rejections: count.rejections } };
}

function quorumReached(request: QuorumRequest, count: Tally, now: Date): QuorumChange | undefined {
  if (!count.met) return undefined;
  const notBefore = new Date(now.getTime() + request.policy.timelockMs);
  const notAfter = new Date(notBefore.getTime() + request.policy.graceMs);
  return moved(
    { ...request, notBefore, notAfter, round: request.round + 1 },
    notBefore > now ? 'timelocked' : 'ready',
    count,
  );
}

function timelockOver(request: QuorumRequest, count: Tally, now: Date): QuorumChange | undefined {
  if (request.state !== 'timelocked' || request.notBefore === null || now < request.notBefore)
    return undefined;
  return moved(request, 'ready', count);
}

function moved(request: QuorumRequest, state: Exclude<OpenState, 'pending'>, count: Tally): QuorumChange {
  return {
    request: { ...request, state },
    kind: `request.${state}`,
    data: {
      counted: counted(count),
      notBefore: request.notBefore?.toISOString() ?? null,
      notAfter: request.notAfter?.toISOString() ?? null,
    },
  };
}

/** Back to collecting votes; the timelock starts again when there are enough. */
function quorumLost(request: QuorumRequest, count: Tally): QuorumChange | undefined {
  if (count.met) return undefined;
  return {
    request: { ...request, state: 'pending', notBefore: null, notAfter: null },
    kind: 'request.reopened',
    data: { counted: counted(count) },
  };
}

/** The end of an open request without an effect. */
export function dead<R extends ApprovalRequest>(
  request: R,
  state: DeadState,
  by: Actor,
  why: string | null,
  now: Date,
): Change & { readonly request: R } {
  return {
    request: { ...request, state, end: { at: now, by, why } },
    kind: `request.${state}`,
    actor: by,
    data: { why },
  };
}
