import { recordShared } from '../../audit/service.ts';
import type { EntryKind } from '../../audit/words.ts';
import { type Json, sha256Hex } from '../../canonical.ts';
import { OpsError, type Refusal } from '../../errors.ts';
import { newShortCode } from '../../ids.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Database, Reader, Tx } from '../../store/database.ts';
import type { Background } from '../../waiting/background.ts';
import type { KnownIdentity } from '../directory.ts';
import { afterWrong, GUESSES, lockedUntil } from '../lockout/lockout.ts';
import { forgetGuesses, holdGuesses, saveGuesses } from '../lockout/store.ts';
import { type Account, accountKey, type Principal } from '../principal.ts';
import { standings } from '../standing/store.ts';
import { holdsAny } from '../standing.ts';
import { identitiesOf, identityOf, lockDirectory, principalsById } from '../store.ts';
import { linkDocument } from './document.ts';
import {
  badCode,
  CODE_MS,
  locked,
  MOST_CODES,
  noAdministrators,
  notYours,
  refuseConfirm,
  tooManyCodes,
} from './link.ts';
import { carryOutLink, type LinkApproval, unlinkNow } from './service/change.ts';
import { approvedLinks, codesSince, holdCode, insertCode, setLinkState, useCode } from './store.ts';

export interface Links {
  /** A code that joins another account to this person. @throws OpsError when nobody could approve it, or too often. */
  start(person: Principal, from: Account): Promise<{ readonly code: string; readonly expiresAt: Date }>;
  /**
   * The code was typed on the other account: asks the administrators. @throws OpsError when the code does not do;
   * wrong ones are counted.
   */
  confirm(typed: Confirmation): Promise<{ readonly requestId: string }>;
  accounts(principal: string): Promise<readonly KnownIdentity[]>;
  /** Takes back a link that was made in chat: one's own, or anybody's for an administrator. @throws OpsError */
  remove(by: Principal, key: string): Promise<void>;
  /** The request has its approvals: the link is to be made. */
  approved(tx: Tx, requestId: string): Promise<void>;
  /** The request ended without them. */
  ended(tx: Tx, requestId: string): Promise<void>;
  /** Makes an approved link. Calling it again does no harm. */
  work(requestId: string): Promise<void>;
  /** Begins to make every approved link whose wake-up was lost. */
  sweep(): Promise<void>;
}

export interface Confirmation {
  readonly code: string;
  readonly account: Account;
  readonly displayName: string;
  /** Where the administrators are asked. */
  readonly place: Json;
}

export interface LinksDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly approval: LinkApproval;
  readonly background: Pick<Background, 'begin'>;
  /** The role that approves links as the settings have it now; null: nobody does. */
  readonly administrators: () => string | null;
}

/** Joining the accounts of one person, in chat. */
export function createLinks(deps: LinksDeps): Links {
  const { db, jobs, approval } = deps;

  function requireAdministrators(): string {
    const role = deps.administrators();
    if (role === null) throw new OpsError(noAdministrators());
    return role;
  }

  /** A refusal is answered, not thrown: what was counted on the way must be kept. */
  async function tryConfirm(tx: Tx, typed: Confirmation, role: string): Promise<Refusal | string> {
    const target = `link/${accountKey(typed.account)}`;
    const before = await holdGuesses(tx, target);
    const now = await tx.now();
    const until = lockedUntil(before, now);
    if (until !== undefined) return locked(until);
    const hash = hashOf(typed.code);
    const code = await holdCode(tx, hash);
    if (code === undefined) {
      const after = afterWrong(before, GUESSES, now);
      await saveGuesses(tx, target, after);
      if (after.lockedUntil === null) return badCode();
      await say(tx, 'link.locked', typed.account, now);
      return locked(after.lockedUntil);
    }
    const owner = await identityOf(tx, typed.account);
    const refusal = refuseConfirm(code, typed.account, owner, now);
    if (refusal !== undefined) return refusal;
    const person = (await principalsById(tx, [code.principal])).get(code.principal);
    if (person === undefined) return badCode();
    await useCode(tx, hash, now);
    await forgetGuesses(tx, target);
    const document = linkDocument({ ...typed, person, from: code.from, before: owner?.principal ?? null });
    const requestId = await approval.open(tx, {
      person,
      account: typed.account,
      document,
      role,
      place: typed.place,
    });
    await setLinkState(tx, requestId, 'asked');
    return requestId;
  }

  async function mayRemove(reader: Reader, by: Principal, identity: KnownIdentity): Promise<boolean> {
    if (identity.principal === by.id) return true;
    const role = deps.administrators();
    const standing = (await standings(reader, [by.id])).get(by.id);
    return role !== null && standing !== undefined && holdsAny(standing, [role], await reader.now());
  }

  const links: Links = {
    async start(person, from) {
      requireAdministrators();
      const code = newShortCode();
      return db.transact(async (tx) => {
        await lockDirectory(tx);
        const now = await tx.now();
        const window = new Date(now.getTime() - CODE_MS);
        if ((await codesSince(tx, person.id, window)) >= MOST_CODES) throw new OpsError(tooManyCodes());
        const expiresAt = new Date(now.getTime() + CODE_MS);
        const kept = { hash: hashOf(code), principal: person.id, from, createdAt: now, expiresAt };
        await insertCode(tx, kept, window);
        await say(tx, 'link.code-given', from, now, person.id);
        return { code, expiresAt };
      });
    },
    async confirm(typed) {
      const role = requireAdministrators();
      const answer = await db.transact((tx) => tryConfirm(tx, typed, role));
      if (typeof answer !== 'string') throw new OpsError(answer);
      return { requestId: answer };
    },
    accounts: (principal) => db.read((reader) => identitiesOf(reader, [principal])),
    async remove(by, key) {
      await db.transact(async (tx) => {
        await lockDirectory(tx);
        const account = accountOf(key);
        const identity = account && (await identityOf(tx, account));
        if (identity?.source !== 'link' || !(await mayRemove(tx, by, identity)))
          throw new OpsError(notYours(key));
        await unlinkNow(tx, jobs, identity, `principal/${by.id}`);
      });
    },
    async approved(tx, requestId) {
      await setLinkState(tx, requestId, 'approved');
      await jobs.wake(tx, 'link', requestId);
    },
    ended: (tx, requestId) => setLinkState(tx, requestId, 'over'),
    work: (requestId) => carryOutLink(deps, requestId),
    async sweep() {
      // Before a claim the platforms are asked about the votes: nothing else waits for that.
      for (const requestId of await db.read(approvedLinks))
        deps.background.begin(`link of ${requestId}`, () => links.work(requestId));
    },
  };
  return links;
}

function hashOf(code: string): string {
  return sha256Hex(`link/${code.trim().toLowerCase()}`);
}

/** `discord/<server>/<user>`, as /ops link list shows it. */
function accountOf(key: string): Account | undefined {
  const [platform, workspace, id, ...rest] = key.trim().split('/');
  if (platform !== 'console' && platform !== 'discord' && platform !== 'slack') return undefined;
  if (workspace === undefined || id === undefined || rest.length > 0) return undefined;
  return { platform, workspace, id };
}

async function say(tx: Tx, kind: EntryKind, account: Account, at: Date, principal?: string): Promise<void> {
  const key = accountKey(account);
  const actor =
    principal === undefined ? (`unidentified/${key}` as const) : (`principal/${principal}` as const);
  await recordShared(tx, { chain: 'people', kind, actor, at, data: { account: key } });
}
