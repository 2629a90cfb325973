import type { Actor } from '../../audit/entry.ts';
import { record } from '../../audit/service.ts';
import type { EntryKind } from '../../audit/words.ts';
import type { Json } from '../../canonical.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Principal } from '../../people/principal.ts';
import type { Standing, Standings } from '../../people/standing.ts';
import type { CodeAnswer } from '../../people/totp/totp.ts';
import type { Database, Reader, Tx } from '../../store/database.ts';
import type { Progress } from '../refusals.ts';
import type { ApprovalRequest } from '../request.ts';
import { REQUEST } from '../request.ts';
import type { Vote } from '../vote.ts';

/** Who may take part: what this room asks of the people room. */
export interface Electorate {
  /** Today's standing of each principal, in one statement. Whoever is absent is not eligible. */
  membership(reader: Reader, principals: readonly string[]): Promise<Standings>;
  /** Whose each account (by its key) is now; accounts of nobody are absent. */
  owners(reader: Reader, accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whether a one-time code is this person's, now and for the first time; wrong ones are counted. */
  checkCode(tx: Tx, principal: string, code: string): Promise<CodeAnswer>;
  /** Names for cards. */
  named(reader: Reader, principals: readonly string[]): Promise<ReadonlyMap<string, Pick<Principal, 'name'>>>;
}

/**
 * What a kind of subject does about its approval, in the transaction of the change. `ready` and `ended` may be called again
 * for the same request (it lost its quorum and got it back), so they must be idempotent.
 */
export interface SubjectHandler {
  /** There are enough approvals and the timelock is over: arrange for `claim` to be called soon. */
  ready(tx: Tx, request: ApprovalRequest, now: Date): Promise<void>;
  /** It ended without an effect. */
  ended(tx: Tx, request: ApprovalRequest): Promise<void>;
  /** How far it has come since it was approved, for whoever has to wait for it. Only where it takes time. */
  underWay?(tx: Tx, request: ApprovalRequest): Promise<Progress | undefined>;
}

/** What every use case of this room works with. */
export interface Room {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly people: Electorate;
  /** @throws when nobody handles this kind of subject: a mistake in the wiring. */
  handler(kind: string): SubjectHandler;
}

/** Something for the log of a request. */
export interface Said {
  readonly kind: EntryKind;
  readonly actor: Actor;
  readonly data: { readonly [key: string]: Json };
}

/** Appends to a request's chain, one after the other; the caller holds the request's lock. */
export async function say(tx: Tx, requestId: string, said: readonly Said[], at: Date): Promise<void> {
  for (const { kind, actor, data } of said)
    await record(tx, { chain: REQUEST.subject(requestId), kind, actor, at, data });
}

/** The look-up of somebody's roles failed. Not knowing means not eligible. */
export class LookupFailed extends Error {
  override readonly name = 'LookupFailed';
}

/**
 * The votes whose account still belongs to the voter: one that was taken from them speaks for nobody.
 * @throws LookupFailed when it could not be found out.
 */
export async function ownVotes(room: Room, tx: Tx, votes: readonly Vote[]): Promise<readonly Vote[]> {
  if (votes.length === 0) return [];
  try {
    const accounts = [...new Set(votes.map((vote) => vote.account))];
    const owners = await room.people.owners(tx, accounts);
    return votes.filter((vote) => owners.get(vote.account) === vote.principal);
  } catch (cause) {
    throw new LookupFailed('owners of accounts could not be looked up', { cause });
  }
}

/** Whom a transaction has looked up, and what came of it: undefined for nobody. It decides on one state of things. */
const lookedUp = new WeakMap<Tx, Map<string, Standing | undefined>>();

/** Today's standing of some people, once a transaction. @throws LookupFailed when it could not be found out. */
export async function lookUp(room: Room, tx: Tx, principals: readonly string[]): Promise<Standings> {
  const known = lookedUp.get(tx) ?? new Map<string, Standing | undefined>();
  lookedUp.set(tx, known);
  try {
    const strange = [...new Set(principals)].filter((id) => !known.has(id));
    const found = strange.length === 0 ? new Map() : await room.people.membership(tx, strange);
    for (const id of strange) known.set(id, found.get(id));
    return new Map(
      principals.flatMap((id): [string, Standing][] => {
        const standing = known.get(id);
        return standing === undefined ? [] : [[id, standing]];
      }),
    );
  } catch (cause) {
    throw new LookupFailed('roles could not be looked up', { cause });
  }
}
