import type { Actor } from '../../../audit/entry.ts';
import { recordShared } from '../../../audit/service.ts';
import type { Json } from '../../../canonical.ts';
import type { Jobs } from '../../../jobs/port.ts';
import type { Tx } from '../../../store/database.ts';
import { isFrom, type KnownIdentity } from '../../directory.ts';
import { type Account, accountKey, type Principal } from '../../principal.ts';
import { sayChanged, sayUnlinked } from '../../service/events.ts';
import { standings } from '../../standing/store.ts';
import { applyGrants, identityOf, link, liveGrants, lockDirectory, unlink } from '../../store.ts';
import { readLinkDocument } from '../document.ts';
import { setLinkState } from '../store.ts';

/** What a link asks of the room that approves things. */
export interface LinkApproval {
  /** Opens the request. @returns its id. @throws OpsError when one is open for this account. */
  open(tx: Tx, asked: AskedLink): Promise<string>;
  /** Tries to claim a request and tells `work` what came of it, in the same transaction. */
  carryOut(requestId: string, work: (tx: Tx, claim: LinkClaim) => Promise<LinkOutcome>): Promise<void>;
}

export type LinkClaim =
  | { readonly kind: 'claimed'; readonly document: Json }
  /** Votes were lost: `approved` is called again if it gets them back. */
  | { readonly kind: 'reopened' }
  | { readonly kind: 'over' };

export type LinkOutcome = 'linked' | 'not-linked';

export interface AskedLink {
  readonly person: Principal;
  readonly account: Account;
  readonly document: Json;
  /** The role that approves. */
  readonly role: string;
  readonly place: Json;
}

export interface ChangeDeps {
  readonly jobs: Jobs;
  readonly approval: LinkApproval;
}

/** Makes a link that was approved, if it still can be made. */
export async function carryOutLink({ jobs, approval }: ChangeDeps, requestId: string): Promise<void> {
  await approval.carryOut(requestId, async (tx, claim) => {
    await setLinkState(tx, requestId, claim.kind === 'reopened' ? 'asked' : 'over');
    if (claim.kind !== 'claimed') return 'not-linked';
    return (await makeLink(tx, jobs, claim.document, requestId)) ? 'linked' : 'not-linked';
  });
}

/** @returns false when it cannot be made any more: the person left, or the settings gave the account to somebody. */
async function makeLink(tx: Tx, jobs: Jobs, stored: Json, requestId: string): Promise<boolean> {
  const { principal, account } = readLinkDocument(stored);
  await lockDirectory(tx);
  const person = (await standings(tx, [principal])).get(principal);
  const owner = await identityOf(tx, account);
  if (person?.active !== true) return false;
  if (owner?.principal === principal) return true;
  if (owner?.source === 'config') return false;
  if (owner !== undefined) await unlinkNow(tx, jobs, owner, 'service/people');
  const now = await tx.now();
  await link(tx, account, principal, 'link', now);
  await recordShared(tx, {
    chain: 'people',
    kind: 'identity.linked',
    actor: `principal/${principal}`,
    at: now,
    data: { account: accountKey(account), principal, request: requestId },
  });
  await sayChanged(tx, jobs, now);
  return true;
}

/** Ends a link, with the roles that came through it. The caller holds the directory's lock. */
export async function unlinkNow(tx: Tx, jobs: Jobs, identity: KnownIdentity, actor: Actor): Promise<void> {
  const { account, principal } = identity;
  const now = await tx.now();
  await unlink(tx, account, principal, now);
  const lost = (await liveGrants(tx, principal)).filter((grant) => isFrom(grant, account));
  await applyGrants(tx, [], lost, now);
  await recordShared(tx, {
    chain: 'people',
    kind: 'identity.unlinked',
    actor,
    at: now,
    data: { account: accountKey(account), principal },
  });
  await sayUnlinked(tx, jobs, identity, now);
  await sayChanged(tx, jobs, now);
}
