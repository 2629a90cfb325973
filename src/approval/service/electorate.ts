import { setNewest } from '../../newest.ts';
import type { Standing, Standings } from '../../people/standing.ts';
import type { Tx } from '../../store/database.ts';
import type { ApprovalRequest } from '../request.ts';
import type { Vote } from '../vote.ts';
import { askedOnce } from './asked-once.ts';
import type { ApprovalRoom } from './room.ts';

/** The look-up of somebody's roles failed. Not knowing means not eligible. */
export class LookupFailed extends Error {
  override readonly name = 'LookupFailed';
}

const standingsOnce = askedOnce<Standing>();
const ownersOnce = askedOnce<string>();

/** Today's standing of some people, once a transaction. @throws LookupFailed when it could not be found out. */
export async function lookUp(room: ApprovalRoom, tx: Tx, principals: readonly string[]): Promise<Standings> {
  try {
    return await standingsOnce.ask(tx, principals, (strange) => room.people.membership(tx, strange));
  } catch (cause) {
    throw new LookupFailed('roles could not be looked up', { cause });
  }
}

/**
 * The votes whose account still belongs to the voter: one that was taken from them speaks for nobody.
 * @throws LookupFailed when it could not be found out.
 */
export async function ownVotes(room: ApprovalRoom, tx: Tx, votes: readonly Vote[]): Promise<readonly Vote[]> {
  const owners = await lookUpOwners(
    room,
    tx,
    votes.map((vote) => vote.account),
  );
  return votes.filter((vote) => owners.get(vote.account) === vote.principal);
}

async function lookUpOwners(
  room: ApprovalRoom,
  tx: Tx,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  try {
    return await ownersOnce.ask(tx, accounts, (strange) => room.people.owners(tx, strange));
  } catch (cause) {
    throw new LookupFailed('owners of accounts could not be looked up', { cause });
  }
}

/** Whose standing the claim of a request asks for, and of which accounts. */
interface Concerned {
  readonly people: readonly string[];
  readonly accounts: readonly string[];
}

/** Requests that wait for their claim at a time; of older ones this is forgotten, which costs their claim a round trip. */
const MOST = 1_000;
const concerned = new WeakMap<ApprovalRoom, Map<string, Concerned>>();

/** Whom the claim of a request will concern. */
export function concernedBy({ requester }: ApprovalRequest, votes: readonly Vote[]): Concerned {
  return {
    people: [requester, ...votes.map((vote) => vote.principal)],
    accounts: votes.map((vote) => vote.account),
  };
}

/** Remembers whom the claim of a request that has its votes will concern, for {@link lookAhead}. */
export function expectClaim(room: ApprovalRoom, request: ApprovalRequest, votes: readonly Vote[]): void {
  const known = concerned.get(room) ?? new Map<string, Concerned>();
  concerned.set(room, known);
  setNewest(known, request.id, concernedBy(request, votes), MOST);
}

/**
 * Sends what the claim of a request will ask about people, right behind what locks it, where this process knows whom it
 * concerns: the answers share the round trip. Nothing is waited for. Whoever waits before the claim calls {@link askAgain}.
 */
export function lookAhead(tx: Tx, room: ApprovalRoom, requestId: string): void {
  const expected = concerned.get(room)?.get(requestId);
  concerned.get(room)?.delete(requestId);
  if (expected === undefined) return;
  // Whoever asks hears of a failure; a statement that failed dooms the transaction all the same.
  tx.later(() =>
    Promise.allSettled([lookUp(room, tx, expected.people), lookUpOwners(room, tx, expected.accounts)]),
  );
}

/** What was asked about people in this transaction is asked anew: something was waited for meanwhile. */
export function askAgain(tx: Tx): void {
  standingsOnce.forget(tx);
  ownersOnce.forget(tx);
}
