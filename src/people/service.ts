import { recordShared } from '../audit/service.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Database, Reader, Tx } from '../store/database.ts';
import { type Decision, type Deed, decide, type SystemAccess } from './decision.ts';
import {
  changeOf,
  type Directory,
  endedLinks,
  type Grant,
  grantKey,
  groupGrants,
  isEmpty,
  isFrom,
  type KnownIdentity,
  without,
} from './directory.ts';
import { changeEntry, grantEntry } from './entries.ts';
import type { Ledger } from './ledger.ts';
import { type Account, accountKey, type Principal } from './principal.ts';
import type { Doubts } from './service/doubts.ts';
import { sayChanged, sayLeft, sayUnlinked } from './service/events.ts';
import { type GrantRow, proveDirectory, provesGrant, provesRole } from './service/proof.ts';
import { activeHolders, standings } from './standing/store.ts';
import { type Standing, type Standings, withoutRoles } from './standing.ts';
import {
  activeDirectory,
  applyChange,
  applyGrants,
  groupRoles,
  identitiesOf,
  liveGrants,
  lockDirectory,
  ownerOf,
  ownersOf,
  principalsById,
  readDirectory,
  readLedger,
} from './store.ts';

export interface People {
  /**
   * Brings principals, accounts and direct roles in line with the settings, in one transaction. Doing it
   * twice changes nothing. Roles count from the first sync that saw them.
   */
  sync(directory: Directory): Promise<void>;
  /**
   * Tells which groups of its platform an account is in now (ids of Discord roles or Slack user groups),
   * and grants or revokes the roles that come from them. Say nothing when the platform could not be asked: a role that is
   * taken away counts anew when it comes back.
   */
  observe(account: Account, groups: readonly string[]): Promise<void>;
  /**
   * Roles that somebody would not hold, or not for so long, if these accounts of theirs were in no groups of their platforms;
   * by what was last seen of them.
   */
  throughGroups(reader: Reader, accounts: readonly Account[]): Promise<readonly string[]>;
  /** Whose account this is; undefined for an account that is linked to nobody active. */
  identify(reader: Reader, account: Account): Promise<Principal | undefined>;
  /** Standing of each principal that exists, in one statement. Whoever is absent is not eligible. */
  membership(reader: Reader, principals: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  /** Active principals that hold a role now, in order of id. */
  holders(reader: Reader, role: string): Promise<readonly Principal[]>;
  /** Principals by id, for names on cards; those taken out of the settings included. */
  named(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, Principal>>;
  /** Everybody active, and all roles, in order of their names. */
  everybody(reader: Reader): Promise<{
    readonly principals: readonly Principal[];
    readonly roles: readonly string[];
  }>;
  /** The accounts of some people, oldest link first. */
  accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
  /** Whose each account (by its key) is, in one statement; accounts of nobody are absent. */
  owners(reader: Reader, accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whether this principal may do this now. The caller logs a denial. */
  authorize(reader: Reader, principal: Principal | undefined, deed: Deed): Promise<Decision>;
  /** The same for many things, with one look at who they are; in their order. */
  authorizeAll(
    reader: Reader,
    principal: Principal | undefined,
    deeds: readonly Deed[],
  ): Promise<readonly Decision[]>;
}

export interface PeopleDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  /** Access rules of a system as the settings have them now. */
  readonly access: (system: string) => SystemAccess;
  /** Roles that do not count in the work that goes on. Absent: all do that the tables and the log have. */
  readonly doubts?: Pick<Doubts, 'now'>;
}

export function createPeople({ db, jobs, access, doubts }: PeopleDeps): People {
  async function membership(reader: Reader, principals: readonly string[]): Promise<Standings> {
    const known = await standings(reader, principals);
    return doubts === undefined ? known : withoutRoles(known, doubts.now());
  }

  async function authorizeAll(
    reader: Reader,
    principal: Principal | undefined,
    deeds: readonly Deed[],
  ): Promise<readonly Decision[]> {
    const standing =
      principal === undefined ? undefined : (await membership(reader, [principal.id])).get(principal.id);
    const now = await reader.now();
    return deeds.map((deed) =>
      decide(principal, standing, deed, deed.do === 'run' ? access(deed.system) : {}, now),
    );
  }

  return {
    async sync(directory) {
      await db.transact(async (tx) => {
        await lockDirectory(tx);
        const { known, unproved } = proveDirectory(await readLedger(tx), await readDirectory(tx));
        const found = changeOf(known, directory);
        const change = {
          ...found,
          unlinked: [
            ...unproved.links.map(({ account, principal }) => ({ account, principal })),
            ...found.unlinked,
          ],
          revoked: [...unproved.grants, ...found.revoked],
        };
        if (isEmpty(change)) return;
        const now = await tx.now();
        await applyChange(tx, change, now);
        await recordShared(tx, changeEntry(change, now));
        for (const link of endedLinks(change)) await sayUnlinked(tx, jobs, link, now);
        for (const gone of change.deactivated) await sayLeft(tx, jobs, gone, now);
        await sayChanged(tx, jobs, now);
      });
    },
    async observe(account, groups) {
      await db.transact(async (tx) => {
        await lockDirectory(tx);
        const owner = await ownerOf(tx, account);
        if (owner === undefined) return;
        const ledger = await readLedger(tx);
        const wanted = await grantsFrom(tx, ledger, owner.id, account, groups);
        const rows = (await liveGrants(tx, owner.id)).filter((one) => isFrom(one, account));
        const known = rows.filter((row) => provesGrant(ledger, row));
        const granted = without(wanted, known, grantKey);
        const revoked = [...without(rows, known, grantKey), ...without(known, wanted, grantKey)];
        if (granted.length + revoked.length === 0) return;
        const now = await tx.now();
        await applyGrants(tx, granted, revoked, now);
        await recordShared(tx, grantEntry(accountKey(account), granted, revoked, now));
        await sayChanged(tx, jobs, now);
      });
    },
    async throughGroups(reader, accounts) {
      const [account] = accounts;
      const owner = account === undefined ? undefined : await ownerOf(reader, account);
      if (owner === undefined) return [];
      const grants = await liveGrants(reader, owner.id);
      const through = grants.filter((one) => accounts.some((from) => isFrom(one, from)));
      const otherwise = without(grants, through, grantKey);
      const isNeeded = (one: GrantRow): boolean =>
        !otherwise.some(({ role, grantedAt }) => role === one.role && grantedAt <= one.grantedAt);
      return [...new Set(through.filter(isNeeded).map(({ role }) => role))];
    },
    identify: ownerOf,
    membership,
    holders: activeHolders,
    named: principalsById,
    everybody: activeDirectory,
    accounts: identitiesOf,
    owners: ownersOf,
    async authorize(reader, principal, deed) {
      const [decision] = await authorizeAll(reader, principal, [deed]);
      if (decision === undefined) throw new Error('nothing was decided');
      return decision;
    },
    authorizeAll,
  };
}

async function grantsFrom(
  tx: Tx,
  ledger: Ledger | undefined,
  principal: string,
  account: Account,
  groups: readonly string[],
): Promise<readonly Grant[]> {
  // A group that somebody put beside a role gives nothing.
  const roles = (await groupRoles(tx)).filter((role) => provesRole(ledger, role));
  return roles.flatMap(({ name, groups: mapped }) => {
    const present = mapped.filter((group) => groups.includes(group.id));
    return groupGrants(principal, [account], name, present);
  });
}
