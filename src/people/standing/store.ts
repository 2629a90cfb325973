import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { tipOf } from '../../audit/store.ts';
import type { Reader } from '../../store/database.ts';
import { prepare, slot } from '../../store/prepare.ts';
import type { PlatformGroup } from '../directory.ts';
import type { Ledger } from '../ledger.ts';
import type { Principal } from '../principal.ts';
import type { HeldRole } from '../role.ts';
import { ledgerAt, PEOPLE_CHAIN, provesGrant, provesPerson, provesRole } from '../service/proof.ts';
import type { Standing } from '../standing.ts';
import { principal, roleGrant } from '../table.ts';

interface StandingRow {
  readonly id: string;
  readonly kind: string;
  readonly active: boolean;
  readonly role: string | null;
  readonly source: string | null;
  readonly since: string | Date | null;
  readonly hold: number | string | null;
  readonly groups: string | null;
  /** The end of the people chain, by which the rest is proved. */
  readonly tip: string | null;
}

const selectingStandings = prepare<StandingRow>(sql`
  select p.id, p.kind, p.active, g.role, g.source, g.granted_at as since, r.hold_ms as hold, r.groups::text as groups,
    ${tipOf(PEOPLE_CHAIN)} as tip
  from principal p
  left join role_grant g on g.principal = p.id and g.revoked_at is null
  left join role r on r.name = g.role
  where p.id = any(array(select jsonb_array_elements_text(${slot('ids')}::text::jsonb)))
  order by p.id, g.role, g.granted_at`);

/**
 * One statement for everybody asked about. A role held through several sources counts from the oldest. Only what the log
 * says too is taken for true.
 */
export async function standings(
  reader: Reader,
  principals: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  if (principals.length === 0) return new Map();
  const rows = await selectingStandings(reader, { ids: JSON.stringify(principals) });
  const ledger = await ledgerAt(reader, rows[0]?.tip ?? null);
  const byPerson = Map.groupBy(rows, ({ id }) => id);
  return new Map([...byPerson].map(([id, held]) => [id, standingIn(held, ledger)]));
}

function standingIn(rows: readonly StandingRow[], ledger: Ledger | undefined): Standing {
  const [{ id, kind, active }] = rows as readonly [StandingRow];
  const person = provesPerson(ledger, { id, kind, active });
  const roles = new Map<string, HeldRole>();
  const unproved = new Set<string>();
  for (const row of rows) {
    const held = heldIn(row);
    if (held === undefined) continue;
    if (!person || !provesHeld(ledger, row, held)) unproved.add(held.role);
    else if (!roles.has(held.role)) roles.set(held.role, held);
  }
  return {
    principal: id,
    human: kind === 'human',
    active: active && person,
    roles: [...roles.values()],
    ...(person && unproved.size === 0 ? {} : { unproved: { person: !person, roles: [...unproved] } }),
  };
}

function heldIn({ role, since, hold }: StandingRow): HeldRole | undefined {
  return role === null || since === null
    ? undefined
    : { role, since: new Date(since), holdMs: Number(hold ?? 0) };
}

/** Whether the log has this grant, from this time on, and the role with this hold (or, once it was dropped, no more). */
function provesHeld(
  ledger: Ledger | undefined,
  { id, source, hold, groups }: StandingRow,
  held: HeldRole,
): boolean {
  const grant = { principal: id, role: held.role, source: source ?? '', grantedAt: held.since };
  if (!provesGrant(ledger, grant)) return false;
  if (hold === null) return ledger?.roles.has(held.role) !== true;
  const mapped = JSON.parse(groups ?? '[]') as readonly PlatformGroup[];
  return provesRole(ledger, { name: held.role, holdMs: Number(hold), groups: mapped });
}

export async function activeHolders(reader: Reader, held: string): Promise<readonly Principal[]> {
  const listed = await reader.orm
    .selectDistinct({ id: principal.id, name: principal.name, kind: principal.kind })
    .from(roleGrant)
    .innerJoin(principal, eq(principal.id, roleGrant.principal))
    .where(and(eq(roleGrant.role, held), isNull(roleGrant.revokedAt), eq(principal.active, true)))
    .orderBy(asc(principal.id));
  const proved = await standings(
    reader,
    listed.map(({ id }) => id),
  );
  return listed.filter(({ id }) => {
    const standing = proved.get(id);
    return standing?.active === true && standing.roles.some(({ role }) => role === held);
  });
}
