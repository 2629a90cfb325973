import { isRefusal } from '../../errors.ts';
import type { KnownIdentity } from '../../people/directory.ts';
import type { Account, Principal } from '../../people/principal.ts';
import type { Database, Reader } from '../../store/database.ts';
import type { GroupLook } from '../group-look.ts';
import type { Guard } from './guard.ts';

export interface IdentifyDeps {
  readonly db: Database;
  readonly people: {
    identify(reader: Reader, account: Account): Promise<Principal | undefined>;
    accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
  };
  readonly lookAtGroups: GroupLook;
  /** Whether any platform's groups give roles: without one, nobody's have to be asked for. */
  readonly anyGroups: () => boolean;
}

/**
 * Finds out who it is. Roles that come from groups of a platform, this one or another, are brought up to date first, so that
 * a role which was taken away there a moment ago does not count here. What comes of a platform that cannot be asked is for
 * the next guard to say.
 */
export function identify({ db, people, lookAtGroups, anyGroups }: IdentifyDeps): Guard {
  return async (arrival) => {
    try {
      const { principal, accounts } = await db.read(async (reader) => {
        const found = await people.identify(reader, arrival.inbound.account);
        const asked = found !== undefined && anyGroups() ? await people.accounts(reader, [found.id]) : [];
        return { principal: found, accounts: asked };
      });
      if (principal === undefined || accounts.length === 0)
        return { pass: true, arrival: { ...arrival, principal } };
      const { doubted, unsure } = await lookAtGroups(accounts);
      const own = doubted.get(principal.id) ?? [];
      return { pass: true, arrival: { ...arrival, principal, unsure, doubted: own } };
    } catch (error) {
      if (isRefusal(error)) return { pass: false, refusal: error.refusal };
      throw error;
    }
  };
}
