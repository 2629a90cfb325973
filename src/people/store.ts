import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { tipOf } from '../audit/store.ts';
import { OpsError } from '../errors.ts';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
import { rowsOf } from '../store/rows.ts';
import type { DirectoryChange, Grant, KnownIdentity, RoleDefinition } from './directory.ts';
import type { Ledger } from './ledger.ts';
import { type Account, accountKey, type Principal } from './principal.ts';
import {
  type DirectoryRows,
  type GrantRow,
  ledgerAt,
  PEOPLE_CHAIN,
  provesLink,
  provesPerson,
} from './service/proof.ts';
import { identity, principal, role, roleGrant } from './table.ts';
import { unprovedRows } from './unproved.ts';

/** The end of the people chain, read in the same statement as the rows that it proves. */
const TIP = sql<string | null>`${tipOf(PEOPLE_CHAIN)}`;

const PERSON = { id: principal.id, name: principal.name, kind: principal.kind };

const LINK = {
  platform: identity.platform,
  workspace: identity.workspace,
  account: identity.account,
  principal: identity.principal,
  source: identity.source,
  tip: TIP,
};

/** The link of an account that stands now. */
function linked({ platform, workspace, id }: Account) {
  return and(
    eq(identity.platform, platform),
    eq(identity.workspace, workspace),
    eq(identity.account, id),
    isNull(identity.unlinkedAt),
  );
}

/** One sync or observation at a time; held until the transaction ends. */
export async function lockDirectory(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended('people/directory', 0))`);
}

/** Everything that is live in the tables. */
export async function readDirectory(reader: Reader): Promise<DirectoryRows> {
  const people = await reader.orm.select().from(principal);
  const identities = await reader.orm.select().from(identity).where(isNull(identity.unlinkedAt));
  const grants = await reader.orm.select().from(roleGrant).where(isNull(roleGrant.revokedAt));
  const roles = await reader.orm.select().from(role);
  return {
    people,
    identities: identities.map((row) => ({
      account: { platform: row.platform, workspace: row.workspace, id: row.account },
      principal: row.principal,
      source: row.source,
    })),
    grants,
    roles,
  };
}

/** What the log says about people now; the caller holds the directory's lock. See `ledgerAt`. */
export async function readLedger(reader: Reader): Promise<Ledger | undefined> {
  const [row] = await rowsOf<{ tip: string | null }>(reader, sql`select ${TIP} as tip`);
  return ledgerAt(reader, row?.tip ?? null);
}

/** Writes a change. Accounts are unlinked before others are linked, so that one can move between people. */
export async function applyChange(tx: Tx, change: DirectoryChange, now: Date): Promise<void> {
  await savePrincipals(tx, [...change.added, ...change.updated], now);
  if (change.deactivated.length > 0) {
    await tx.orm
      .update(principal)
      .set({ active: false, since: now })
      .where(inArray(principal.id, [...change.deactivated]));
  }
  for (const { account, principal: owner } of change.unlinked) await unlink(tx, account, owner, now);
  for (const { account, principal: owner } of change.linked) await link(tx, account, owner, 'config', now);
  for (const set of change.rolesSet) {
    const values = { name: set.name, holdMs: set.holdMs, groups: set.groups };
    await tx.orm.insert(role).values(values).onConflictDoUpdate({ target: role.name, set: values });
  }
  if (change.rolesDropped.length > 0)
    await tx.orm.delete(role).where(inArray(role.name, [...change.rolesDropped]));
  await applyGrants(tx, change.granted, change.revoked, now);
}

export async function applyGrants(
  tx: Tx,
  granted: readonly Grant[],
  revoked: readonly Grant[],
  now: Date,
): Promise<void> {
  for (const one of revoked) {
    await tx.orm
      .update(roleGrant)
      .set({ revokedAt: now })
      .where(
        and(
          eq(roleGrant.principal, one.principal),
          eq(roleGrant.role, one.role),
          eq(roleGrant.source, one.source),
          isNull(roleGrant.revokedAt),
        ),
      );
  }
  if (granted.length > 0) {
    await tx.orm.insert(roleGrant).values(granted.map((one) => ({ ...one, grantedAt: now })));
  }
}

/** @throws OpsError when the tables say whose it is, and the log does not. */
export async function ownerOf(reader: Reader, account: Account): Promise<Principal | undefined> {
  const [row] = await reader.orm
    .select({ ...PERSON, active: principal.active, source: identity.source, tip: TIP })
    .from(identity)
    .innerJoin(principal, eq(principal.id, identity.principal))
    .where(and(linked(account), eq(principal.active, true)));
  if (row === undefined) return undefined;
  const { tip, source, active, ...person } = row;
  const ledger = await ledgerAt(reader, tip);
  const proved = provesLink(ledger, { account, principal: person.id, source });
  if (!proved || !provesPerson(ledger, { ...person, active }))
    throw new OpsError(unprovedRows('Nothing was done:', `this account belongs to ${person.id}`));
  return person;
}

/** The link of an account that stands now. */
export async function identityOf(reader: Reader, account: Account): Promise<KnownIdentity | undefined> {
  const [row] = await reader.orm
    .select({ principal: identity.principal, source: identity.source })
    .from(identity)
    .where(linked(account));
  return row && { ...row, account };
}

/** All accounts of some people, oldest link first. */
export async function identitiesOf(
  reader: Reader,
  principals: readonly string[],
): Promise<readonly KnownIdentity[]> {
  if (principals.length === 0) return [];
  const rows = await reader.orm
    .select(LINK)
    .from(identity)
    .where(and(inArray(identity.principal, [...principals]), isNull(identity.unlinkedAt)))
    .orderBy(asc(identity.id));
  return provedLinks(reader, rows);
}

const selectingOwners = prepare<LinkRow>(sql`
  select i.platform, i.workspace, i.account, i.principal, i.source, ${tipOf(PEOPLE_CHAIN)} as tip from identity i
  where i.platform || '/' || i.workspace || '/' || i.account
      = any(array(select jsonb_array_elements_text(${slot('accounts')}::text::jsonb)))
    and i.unlinked_at is null`);

/** Owner of each account (by its key) that belongs to somebody now, in one statement. */
export async function ownersOf(
  reader: Reader,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await selectingOwners(reader, { accounts: JSON.stringify(accounts) });
  const links = await provedLinks(reader, rows);
  return new Map(links.map(({ account, principal: owner }) => [accountKey(account), owner]));
}

interface LinkRow extends Omit<KnownIdentity, 'account'> {
  readonly platform: Account['platform'];
  readonly workspace: string;
  readonly account: string;
  readonly tip: string | null;
}

/** The links that the log has too. */
async function provedLinks(reader: Reader, rows: readonly LinkRow[]): Promise<readonly KnownIdentity[]> {
  const ledger = await ledgerAt(reader, rows[0]?.tip ?? null);
  return rows
    .map(({ platform, workspace, account, principal: owner, source }) => ({
      account: { platform, workspace, id: account },
      principal: owner,
      source,
    }))
    .filter((known) => provesLink(ledger, known));
}

/** Every role, with the platform groups that give it: none for most. */
export async function groupRoles(
  reader: Reader,
): Promise<readonly Pick<RoleDefinition, 'name' | 'holdMs' | 'groups'>[]> {
  return reader.orm.select().from(role);
}

export async function liveGrants(reader: Reader, holder: string): Promise<readonly GrantRow[]> {
  return reader.orm
    .select({
      principal: roleGrant.principal,
      role: roleGrant.role,
      source: roleGrant.source,
      grantedAt: roleGrant.grantedAt,
    })
    .from(roleGrant)
    .where(and(eq(roleGrant.principal, holder), isNull(roleGrant.revokedAt)));
}

export async function activeDirectory(
  reader: Reader,
): Promise<{ readonly principals: readonly Principal[]; readonly roles: readonly string[] }> {
  const principals = await reader.orm
    .select({ id: principal.id, name: principal.name, kind: principal.kind })
    .from(principal)
    .where(eq(principal.active, true))
    .orderBy(asc(principal.id));
  const roles = await reader.orm.select({ name: role.name }).from(role).orderBy(asc(role.name));
  return { principals, roles: roles.map(({ name }) => name) };
}

const readingPrincipals = prepare<Principal>(sql`
  select id, name, kind from principal
  where id = any(array(select jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

export async function principalsById(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Principal>> {
  if (ids.length === 0) return new Map();
  const rows = await readingPrincipals(reader, { ids: JSON.stringify(ids) });
  return new Map(rows.map((row) => [row.id, row]));
}

async function savePrincipals(tx: Tx, people: readonly Principal[], now: Date): Promise<void> {
  if (people.length === 0) return;
  await tx.orm
    .insert(principal)
    .values(people.map((person) => ({ ...person, active: true, since: now })))
    .onConflictDoUpdate({
      target: principal.id,
      set: {
        name: sql`excluded.name`,
        kind: sql`excluded.kind`,
        active: true,
        since: sql`case when ${principal.active} then ${principal.since} else excluded.since end`,
      },
    });
}

/** Makes an account somebody's; it must be nobody's. */
export async function link(
  tx: Tx,
  account: Account,
  owner: string,
  source: KnownIdentity['source'],
  now: Date,
): Promise<void> {
  await tx.orm.insert(identity).values({
    platform: account.platform,
    workspace: account.workspace,
    account: account.id,
    principal: owner,
    source,
    linkedAt: now,
  });
}

export async function unlink(tx: Tx, account: Account, owner: string, now: Date): Promise<void> {
  await tx.orm
    .update(identity)
    .set({ unlinkedAt: now })
    .where(and(linked(account), eq(identity.principal, owner)));
}
