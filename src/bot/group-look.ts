import type { KnownIdentity } from '../people/directory.ts';
import type { Account } from '../people/principal.ts';
import type { DoubtedRoles } from '../people/standing.ts';
import type { Database, Reader } from '../store/database.ts';
import type { GroupsOf } from './groups.ts';

export interface GroupLookDeps {
  readonly db: Database;
  readonly people: {
    observe(account: Account, groups: readonly string[]): Promise<void>;
    throughGroups(reader: Reader, accounts: readonly Account[]): Promise<readonly string[]>;
  };
  readonly groupsOf: GroupsOf;
}

/** What a look at the groups of people could not find out. */
export interface Unknown {
  /** Roles that people hold only through groups of which nobody knows now, by principal; whoever has none is absent. */
  readonly doubted: DoubtedRoles;
  /** Whether any platform could not be asked: roles may be missing as well. */
  readonly unsure: boolean;
}

/**
 * Brings the roles of people up to date that come from groups of the platforms, on each where they have an account: a role
 * that was taken away on one does not count on another. When a platform cannot be asked, nothing that is known is changed.
 */
export function createGroupLook({ db, people, groupsOf }: GroupLookDeps) {
  return async (accounts: readonly Pick<KnownIdentity, 'account' | 'principal'>[]): Promise<Unknown> => {
    const silent: (typeof accounts)[number][] = [];
    await Promise.all(
      accounts.map(async (one) => {
        const groups = await groupsOf(one.account);
        if (groups === 'unasked') silent.push(one);
        else if (groups !== 'unmapped') await people.observe(one.account, groups);
      }),
    );
    if (silent.length === 0) return { doubted: new Map(), unsure: false };
    return { doubted: await db.read((reader) => doubtedAmong(reader, silent)), unsure: true };
  };

  async function doubtedAmong(
    reader: Reader,
    silent: readonly Pick<KnownIdentity, 'account' | 'principal'>[],
  ): Promise<DoubtedRoles> {
    const doubted = new Map<string, readonly string[]>();
    for (const [principal, own] of Map.groupBy(silent, (one) => one.principal)) {
      const roles = await people.throughGroups(
        reader,
        own.map(({ account }) => account),
      );
      if (roles.length > 0) doubted.set(principal, roles);
    }
    return doubted;
  }
}

export type GroupLook = ReturnType<typeof createGroupLook>;
