import { isRefusal } from '../../errors.ts';
import type { KnownIdentity } from '../../people/directory.ts';
import type { Account, Principal } from '../../people/principal.ts';
import type { Database, Reader } from '../../store/database.ts';
import type { GroupRoles } from '../group-roles.ts';
import type { Guard } from './guard.ts';

export interface IdentifyDeps {
  readonly db: Database;
  readonly people: {
    identify(reader: Reader, account: Account): Promise<Principal | undefined>;
    accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
  };
  readonly groups: Pick<GroupRoles, 'any' | 'look'>;
}

/**
 * Finds out who it is. Roles that come from groups of a platform, this one or another, are brought up to date first, so that
 * a role which was taken away there a moment ago does not count here. What comes of a platform that cannot be asked is for
 * the next guard to say.
 */
export function identify({ db, people, groups }: IdentifyDeps): Guard {
  return async (arrival) => {
    try {
      const { principal, accounts } = await db.read(async (reader) => {
        const found = await people.identify(reader, arrival.inbound.account);
        const asked = found !== undefined && groups.any() ? await people.accounts(reader, [found.id]) : [];
        return { principal: found, accounts: asked };
      });
      if (principal === undefined || accounts.length === 0)
        return { pass: true, arrival: { ...arrival, principal } };
      const { doubted, unsure } = await groups.look(accounts);
      const own = doubted.get(principal.id) ?? [];
      return { pass: true, arrival: { ...arrival, principal, unsure, doubted: own } };
    } catch (error) {
      if (isRefusal(error)) return { pass: false, refusal: error.refusal };
      throw error;
    }
  };
}
