import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
import type { DirectoryChange, Grant, KnownDirectory, KnownIdentity } from './directory.ts';
import { type Account, accountKey, type Principal } from './principal.ts';
import type { HeldRole } from './role.ts';
import type { Standing } from './standing.ts';
import { identity, principal, role, roleGrant } from './table.ts';

const PERSON = { id: principal.id, name: principal.name, kind: principal.kind };

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

export async function readDirectory(reader: Reader): Promise<KnownDirectory> {
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
    grants: grants.map(({ principal, role, source }) => ({ principal, role, source })),
    roles,
  };
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

export async function ownerOf(reader: Reader, account: Account): Promise<Principal | undefined> {
  const rows = await reader.orm
    .select(PERSON)
    .from(identity)
    .innerJoin(principal, eq(principal.id, identity.principal))
    .where(and(linked(account), eq(principal.active, true)));
  return rows[0];
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
    .select()
    .from(identity)
    .where(and(inArray(identity.principal, [...principals]), isNull(identity.unlinkedAt)))
    .orderBy(asc(identity.id));
  return rows.map(({ platform, workspace, account, principal: owner, source }) => ({
    account: { platform, workspace, id: account },
    principal: owner,
    source,
  }));
}

/** Owner of each account (by its key) that belongs to somebody now, in one statement. */
export async function ownersOf(
  reader: Reader,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await reader.orm
    .select()
    .from(identity)
    .where(
      and(
        inArray(sql`${identity.platform} || '/' || ${identity.workspace} || '/' || ${identity.account}`, [
          ...accounts,
        ]),
        isNull(identity.unlinkedAt),
      ),
    );
  return new Map(
    rows.map(({ platform, workspace, account, principal: owner }) => [
      accountKey({ platform, workspace, id: account }),
      owner,
    ]),
  );
}

/** Roles that a platform group gives, with the group's source text. */
export async function groupRoles(
  reader: Reader,
): Promise<readonly { readonly role: string; readonly groups: KnownDirectory['roles'][number]['groups'] }[]> {
  const rows = await reader.orm.select().from(role);
  return rows.map((row) => ({ role: row.name, groups: row.groups }));
}

export async function liveGrants(reader: Reader, holder: string): Promise<readonly Grant[]> {
  return reader.orm
    .select({ principal: roleGrant.principal, role: roleGrant.role, source: roleGrant.source })
    .from(roleGrant)
    .where(and(eq(roleGrant.principal, holder), isNull(roleGrant.revokedAt)));
}

interface StandingRow {
  readonly id: string;
  readonly kind: string;
  readonly active: boolean;
  readonly role: string | null;
  readonly since: string | Date | null;
  readonly hold: number | string | null;
}

const selectingStandings = prepare<StandingRow>(sql`
  select p.id, p.kind, p.active, g.role, min(g.granted_at) as since, r.hold_ms as hold
  from principal p
  left join role_grant g on g.principal = p.id and g.revoked_at is null
  left join role r on r.name = g.role
  where p.id in (select jsonb_array_elements_text(${slot('ids')}::text::jsonb))
  group by p.id, g.role, r.hold_ms
  order by p.id, g.role`);

/** One statement for everybody asked about. A role held through several sources counts from the oldest. */
export async function standings(
  reader: Reader,
  principals: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  if (principals.length === 0) return new Map();
  const rows = await selectingStandings(reader, { ids: JSON.stringify(principals) });
  const found = new Map<string, Standing & { roles: HeldRole[] }>();
  for (const row of rows) {
    const standing = found.get(row.id) ?? {
      principal: row.id,
      human: row.kind === 'human',
      active: row.active,
      roles: [],
    };
    found.set(row.id, standing);
    if (row.role !== null && row.since !== null) {
      standing.roles.push({ role: row.role, since: new Date(row.since), holdMs: Number(row.hold ?? 0) });
    }
  }
  return found;
}

export async function activeHolders(reader: Reader, held: string): Promise<readonly Principal[]> {
  return reader.orm
    .selectDistinct(PERSON)
    .from(roleGrant)
    .innerJoin(principal, eq(principal.id, roleGrant.principal))
    .where(and(eq(roleGrant.role, held), isNull(roleGrant.revokedAt), eq(principal.active, true)))
    .orderBy(asc(principal.id));
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

export async function principalsById(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Principal>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.orm
    .select(PERSON)
    .from(principal)
    .where(inArray(principal.id, [...ids]));
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
