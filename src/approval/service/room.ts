import type { Actor } from '../../audit/entry.ts';
import { record } from '../../audit/service.ts';
import type { EntryKind } from '../../audit/words.ts';
import type { Json } from '../../canonical.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Principal } from '../../people/principal.ts';
import type { Standings } from '../../people/standing.ts';
import type { CodeAnswer } from '../../people/totp/totp.ts';
import type { Database, Reader, Tx } from '../../store/database.ts';
import type { Progress } from '../refusals.ts';
import type { ApprovalRequest } from '../request.ts';
import { REQUEST } from '../request.ts';

/** Who may take part: what this room asks of the people room. */
export interface Electorate {
  /** Today's standing of each principal, in one statement. Whoever is absent is not eligible. */
  membership(reader: Reader, principals: readonly string[]): Promise<Standings>;
  /** Whose each account (by its key) is now; accounts of nobody are absent. */
  owners(reader: Reader, accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whether a one-time code is this person's, now and for the first time; wrong ones are counted. */
  checkCode(tx: Tx, principal: string, code: string): Promise<CodeAnswer>;
  /** Active principals that hold a role now, in order of id. */
  holders(reader: Reader, role: string): Promise<readonly Pick<Principal, 'id'>[]>;
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
export interface ApprovalRoom {
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
