import { sha256Hex } from '../../canonical.ts';
import { OpsError, type Refusal } from '../../errors.ts';
import { type DoubtedRoles, type Standings, withoutRoles } from '../../people/standing.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import { saying } from '../../values/saying.ts';
import { type Change, dead, progress } from '../progress.ts';
import * as no from '../refusals.ts';
import { type ApprovalRequest, isEnded, isOpen, type Outcome, type QuorumRequest } from '../request.ts';
import { type Held, holdRequest } from '../store.ts';
import { counted, tally } from '../tally.ts';
import type { Vote } from '../vote.ts';
import { FAILED } from '../words.ts';
import { enderOf } from './decide.ts';
import { concernedBy, lookUp, ownVotes } from './electorate.ts';
import { type ApprovalRoom, say } from './room.ts';
import { save } from './save.ts';
import { isAsLogged } from './sealed.ts';

export type ClaimAnswer =
  | { readonly ok: true; readonly request: ApprovalRequest }
  /** `ended`: it will never start. Otherwise it may become ready again, and the handler will hear of it. */
  | { readonly ok: false; readonly refusal: Refusal; readonly ended: boolean };

/** What was found out about the votes right before a claim, outside of its transaction. */
export interface ClaimEvidence {
  /** Voters whose approving reaction the platform's own list has. Others' reactions do not count. */
  readonly reactions: ReadonlySet<string>;
  /** Roles of voters that come only from groups of a platform that could not be asked: they count once it answers. */
  readonly doubted?: DoubtedRoles;
}

/** Nobody looked: votes by reaction do not count. */
const NO_EVIDENCE: ClaimEvidence = { reactions: new Set() };

/**
 * Takes the one right to carry out a request, after checking everything again on today's roles and the
 * database's clock: the votes, the window, and that the stored content is what was approved. A refusal may
 * come with a transition (expired, back to pending), so the caller commits in either case. Lock order: this
 * locks the request, and so do votes that then call the handler; lock rows of your own after it, not before.
 */
export async function claimRequest(
  tx: Tx,
  room: ApprovalRoom,
  requestId: string,
  evidence = NO_EVIDENCE,
): Promise<ClaimAnswer> {
  const held = await holdRequest(tx, requestId);
  if (held === undefined) return { ok: false, refusal: no.unknownRequest('claim', requestId), ended: true };
  const { request, votes, now } = held;
  if (request.mode !== 'quorum' || !isOpen(request))
    return refuse(tx, room, held, [], no.finished('claim', request, await enderOf(tx, room, request)));
  if (sha256Hex(held.content) !== request.digest) {
    const change = dead(request, 'invalidated', 'service/approval', 'what is stored was not approved', now);
    return refuse(tx, room, held, [change], no.tampered(request));
  }
  if (!(await isAsLogged(tx, held))) {
    const change = dead(
      request,
      'invalidated',
      'service/approval',
      'Keyturn did not write what is stored',
      now,
    );
    return refuse(tx, room, held, [change], no.forged(request));
  }
  const [own, known] = await together([
    ownVotes(room, tx, votes),
    lookUp(room, tx, concernedBy(request, votes).people),
  ]);
  const asked = new Set([request.requester, ...own.map((vote) => vote.principal)]);
  const standings: Standings = new Map([...known].filter(([principal]) => asked.has(principal)));
  const requester = standings.get(request.requester);
  if (requester?.unproved?.person === true) {
    const why = 'Keyturn did not write who asked';
    return refuse(
      tx,
      room,
      held,
      [dead(request, 'invalidated', 'service/approval', why, now)],
      no.forged(request),
    );
  }
  if (requester?.active === false) {
    const change = dead(request, 'invalidated', 'service/approval', no.REQUESTER_LEFT, now);
    return refuse(tx, room, held, [change], no.requesterLeft());
  }
  const changes = progress(request, own, standings, now);
  const current = changes.at(-1)?.request ?? request;
  const refusal = await refuseClaim(tx, room, current, standings, now);
  if (refusal !== undefined) return refuse(tx, room, held, changes, refusal);
  const sure = own.filter((vote) => isSure(vote, evidence));
  // Nothing that counts against a request hangs on it, only what counts for it.
  const certain = withoutRoles(standings, evidence.doubted ?? new Map());
  const count = tally(current.policy, current.requester, sure, certain);
  // They may well be there: nothing changes, and the claim is tried again.
  if (!count.met) {
    const isForRoles = tally(current.policy, current.requester, sure, standings).met;
    const why = isForRoles ? no.rolesUnconfirmed(request) : no.reactionsUnconfirmed(request);
    return refuse(tx, room, held, changes, why);
  }
  const claimed = claimedChange(current, counted(count), certain, now);
  return {
    ok: true,
    request: await save(tx, room, { before: request, changes: [...changes, claimed], now }),
  };
}

/** Logs a refused claim, after the transitions that were found due. */
async function refuse(
  tx: Tx,
  room: ApprovalRoom,
  { request, now }: Held,
  changes: readonly Change[],
  refusal: Refusal,
): Promise<ClaimAnswer> {
  const after = changes.length > 0 ? await save(tx, room, { before: request, changes, now }) : request;
  const data = { code: refusal.code, why: refusal.why };
  await say(tx, request.id, [{ kind: 'claim.refused', actor: 'service/approval', data }], now);
  return { ok: false, refusal, ended: isEnded(after) };
}

/** A part of an effect that nobody but a person vouches for. */
export interface OnWord {
  /** What people know the part by. */
  readonly what: string;
  /** The principals who said that it was done. */
  readonly by: readonly string[];
}

/** Why what was carried out is no plain success, or did not come to its end. */
export interface Reservations {
  readonly onWord: readonly OnWord[];
  /** The principal who cancelled it, so that it did not fail by itself; null: it is not known who. Absent: nobody did. */
  readonly cancelledBy?: string | null;
  /** To what it gave way before its end, and what to do then: it follows "Started, and". Absent: to nothing. */
  readonly gaveWay?: string;
  /** What it is known to have stopped, or not, as a clause. Absent: that says how it ended. */
  readonly found?: string;
  /** What it came to, where that is no good news: one sentence without its full stop. */
  readonly cameTo?: string;
}

/**
 * Says what became of a claimed request; saying the same again changes nothing.
 * @param reservations the request tells them as long as anybody reads it.
 * @throws OpsError when it was never claimed, or ended differently.
 */
export async function settleRequest(
  tx: Tx,
  room: ApprovalRoom,
  requestId: string,
  outcome: Outcome,
  reservations?: Reservations,
): Promise<void> {
  const held = await holdRequest(tx, requestId);
  if (held === undefined) throw new OpsError(no.unknownRequest('claim', requestId));
  const { request, now } = held;
  if (request.state === outcome) return;
  if (request.state !== 'claimed') throw new OpsError(no.notSettled(request, outcome));
  const why = await reservationsInWords(tx, room, outcome, reservations);
  const change: Change = {
    request: { ...request, state: outcome, end: { at: now, by: 'service/approval', why } },
    kind: `request.${outcome}`,
    data: {
      ...(why === null ? {} : { why }),
      ...(reservations?.gaveWay === undefined ? {} : { gaveWay: true }),
    },
  };
  await save(tx, room, { before: request, changes: [change], now });
}

async function reservationsInWords(
  tx: Tx,
  room: ApprovalRoom,
  outcome: Outcome,
  { onWord, cameTo, cancelledBy, gaveWay, found }: Reservations = { onWord: [] },
): Promise<string | null> {
  const unseen = await onWordInWords(tx, room, onWord);
  const cancelled = await cancelledInWords(tx, room, cancelledBy);
  const failed = found !== undefined && outcome === 'failed' && cancelled === null ? FAILED : null;
  const said = [gaveWay, found, cancelled, failed, cameTo, unseen].filter((one) => typeof one === 'string');
  return said.length === 0 ? null : said.join('; ');
}

async function cancelledInWords(
  tx: Tx,
  room: ApprovalRoom,
  by: Reservations['cancelledBy'],
): Promise<string | null> {
  if (by === undefined) return null;
  if (by === null) return 'cancelled';
  const names = await room.people.named(tx, [by]);
  return `cancelled by ${names.get(by)?.name ?? by}`;
}

async function onWordInWords(tx: Tx, room: ApprovalRoom, parts: readonly OnWord[]): Promise<string | null> {
  if (parts.length === 0) return null;
  const people = [...new Set(parts.flatMap(({ by }) => by))];
  const names = await room.people.named(tx, people);
  const called = (principal: string) => names.get(principal)?.name ?? principal;
  const told = parts.map(({ what, by }) => `"${what}" is done only as ${saying(by.map(called))}`);
  return `Keyturn did not see all of it: ${told.join(', ')}`;
}

async function refuseClaim(
  tx: Tx,
  room: ApprovalRoom,
  request: QuorumRequest,
  standings: Standings,
  now: Date,
): Promise<Refusal | undefined> {
  const { state, notBefore, notAfter } = request;
  if (isEnded(request)) return no.finished('claim', request, await enderOf(tx, room, request));
  if (state === 'pending' || notBefore === null || notAfter === null) {
    const unproved = [...standings.values()].find((standing) => standing.unproved !== undefined);
    if (unproved === undefined) return no.notApproved(request);
    const { principal } = unproved;
    const names = await room.people.named(tx, [principal]);
    return no.unprovedVoter(names.get(principal)?.name ?? principal);
  }
  // Compared once more: the clock may have been set back since it became ready.
  if (state === 'timelocked' || now < notBefore) return no.tooEarly(notBefore);
  return now < notAfter ? undefined : no.finished('claim', request);
}

/** A reaction is a signal; what stands is what the platform's own list says. A rejection stops things either way. */
function isSure(vote: Vote, evidence: ClaimEvidence): boolean {
  return vote.via !== 'reaction' || vote.choice === 'reject' || evidence.reactions.has(vote.principal);
}

function claimedChange(
  request: QuorumRequest,
  people: readonly string[],
  standings: Standings,
  now: Date,
): Change {
  return {
    request: { ...request, state: 'claimed', claimedAt: now },
    kind: 'request.claimed',
    data: {
      digest: request.digest,
      counted: people.map((principal) => {
        const standing = standings.get(principal);
        return { principal, standing: standing ? standingJson(standing) : null };
      }),
      notBefore: request.notBefore?.toISOString() ?? null,
      notAfter: request.notAfter?.toISOString() ?? null,
    },
  };
}
