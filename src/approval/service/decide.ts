import type { Actor } from '../../audit/entry.ts';
import { record, recordShared } from '../../audit/service.ts';
import type { EntryKind } from '../../audit/words.ts';
import type { Json } from '../../canonical.ts';
import type { Refusal } from '../../errors.ts';
import { accountKey } from '../../people/principal.ts';
import type { Standing, Standings } from '../../people/standing.ts';
import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import type { Person } from '../ballot.ts';
import { progress, type QuorumChange } from '../progress.ts';
import { type Attempt, cannotCheck, unknownRequest } from '../refusals.ts';
import { type ApprovalRequest, isOpen, type QuorumRequest, REQUEST } from '../request.ts';
import { type Held, holdRequest } from '../store.ts';
import { tally } from '../tally.ts';
import { standingsAtVote, type Vote } from '../vote.ts';
import { endedBy, stateInWords } from '../words.ts';
import { LookupFailed, lookUp } from './electorate.ts';
import type { ApprovalRoom } from './room.ts';
import { save } from './save.ts';

export type ActResult =
  | {
      readonly ok: true;
      readonly changed: boolean;
      readonly request: ApprovalRequest;
      readonly status: string;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** A request that somebody wants to act on: locked, brought up to date, and that person's standing today. */
export interface Situation extends Held {
  readonly standing: Standing | undefined;
  /** What the person who ended it is called on cards; undefined while it is open, or where nobody did. */
  readonly ender: string | undefined;
}

/** A refusal by the rules, to be logged with what was tried. */
export interface Refused {
  readonly refusal: Refusal;
  readonly data?: { readonly [key: string]: Json };
}

export function isRefused(decision: Refused | ApprovalRequest | ActResult): decision is Refused {
  return 'refusal' in decision && !('ok' in decision);
}

/**
 * Runs one person's act on one request in a transaction of its own: locks the request, brings it up to
 * date, and lets `work` decide. Refusals are logged and answered, never thrown.
 */
export async function act(
  room: ApprovalRoom,
  attempt: Attempt,
  person: Person,
  work: (tx: Tx, situation: Situation) => Promise<Refused | ActResult>,
): Promise<ActResult> {
  try {
    return await room.db.transact(async (tx) => {
      const ids = person.voter === undefined ? [] : [person.voter];
      const [held, standings] = await together([
        holdRequest(tx, person.requestId),
        ids.length === 0 ? undefined : lookUp(room, tx, ids),
      ]);
      if (held === undefined) return refuseUnknown(tx, attempt, person);
      const request = await bringUpToDate(tx, room, held);
      const standing = person.voter === undefined ? undefined : standings?.get(person.voter);
      const decision = await work(tx, {
        ...held,
        request,
        standing,
        ender: await enderOf(tx, room, request),
      });
      if (!isRefused(decision)) return decision;
      return refuse(tx, attempt, person, decision, held.now);
    });
  } catch (error) {
    if (!(error instanceof LookupFailed)) throw error;
    return refuseUnchecked(room, attempt, person);
  }
}

/** What the person who ended a request is called on cards; undefined where nobody did. */
export async function enderOf(
  tx: Tx,
  room: ApprovalRoom,
  { end }: ApprovalRequest,
): Promise<string | undefined> {
  const by = endedBy(end);
  return by === undefined ? undefined : ((await room.people.named(tx, [by])).get(by)?.name ?? by);
}

/**
 * What votes and time make of a request now. While votes are only collected, the roles of the time when they
 * were given tell cheaply that nothing can happen yet; today's decide. Later every look takes today's, so
 * that approvals which were lost in silence and then replaced restart the timelock.
 */
export async function progressNow(
  tx: Tx,
  room: ApprovalRoom,
  request: QuorumRequest,
  votes: readonly Vote[],
  now: Date,
): Promise<readonly QuorumChange[]> {
  if (!isOpen(request)) return [];
  const nothing =
    request.state === 'pending' && progress(request, votes, standingsAtVote(votes), now).length === 0;
  return nothing ? [] : progress(request, votes, await standingsNow(tx, room, votes), now);
}

export async function standingsNow(tx: Tx, room: ApprovalRoom, votes: readonly Vote[]): Promise<Standings> {
  if (votes.length === 0) return new Map();
  return lookUp(
    room,
    tx,
    votes.map((vote) => vote.principal),
  );
}

/** The answer to an accepted act. */
export function accepted(request: ApprovalRequest, votes: readonly Vote[], changed: boolean): ActResult {
  const count =
    request.mode === 'quorum'
      ? tally(request.policy, request.requester, votes, standingsAtVote(votes))
      : undefined;
  return { ok: true, changed, request, status: stateInWords(request, count) };
}

/** Timers may be late and roles may have been lost; what follows from that comes before anybody's act. */
export async function bringUpToDate(
  tx: Tx,
  room: ApprovalRoom,
  { request, votes, now }: Held,
): Promise<ApprovalRequest> {
  if (request.mode !== 'quorum') return request;
  const changes = await progressNow(tx, room, request, votes, now);
  return changes.length > 0 ? save(tx, room, { before: request, changes, now }) : request;
}

async function refuse(
  tx: Tx,
  attempt: Attempt,
  person: Person,
  { refusal, data }: Refused,
  at: Date,
): Promise<ActResult> {
  await record(tx, {
    chain: REQUEST.subject(person.requestId),
    kind: REFUSED_KIND[attempt] ?? 'request.refused',
    actor: actorOf(person),
    at,
    data: refusalData(person, refusal, data),
  });
  return { ok: false, refusal };
}

/** There is no request, hence no chain of its own: the entry goes to the log of refused access. */
async function refuseUnknown(tx: Tx, attempt: Attempt, person: Person): Promise<ActResult> {
  const refusal = unknownRequest(attempt, person.requestId);
  await recordShared(tx, {
    chain: 'access',
    kind: REFUSED_KIND[attempt] ?? 'request.refused',
    actor: actorOf(person),
    at: await tx.now(),
    data: refusalData(person, refusal, { request: person.requestId }),
  });
  return { ok: false, refusal };
}

/** The transaction is lost with the failed look-up, so the refusal is logged in one of its own. */
async function refuseUnchecked(room: ApprovalRoom, attempt: Attempt, person: Person): Promise<ActResult> {
  return room.db.transact(async (tx) => {
    const held = await holdRequest(tx, person.requestId);
    if (held === undefined) return refuseUnknown(tx, attempt, person);
    return refuse(tx, attempt, person, { refusal: cannotCheck(attempt) }, held.now);
  });
}

const REFUSED_KIND: Partial<Record<Attempt, EntryKind>> = {
  vote: 'vote.refused',
  'withdraw-vote': 'vote.withdrawal-refused',
  veto: 'veto.refused',
  review: 'review.refused',
};

function refusalData(
  person: Person,
  refusal: Refusal,
  data: Refused['data'],
): { readonly [key: string]: Json } {
  return { code: refusal.code, why: refusal.why, account: accountKey(person.account), ...data };
}

export function actorOf(person: Person): Actor {
  return person.voter === undefined
    ? `unidentified/${accountKey(person.account)}`
    : `principal/${person.voter}`;
}
