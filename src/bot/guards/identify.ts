import { isRefusal } from '../../errors.ts';
import type { Account, Principal } from '../../people/principal.ts';
import type { Database, Reader } from '../../store/database.ts';
import type { GroupsOf } from '../groups.ts';
import type { Guard } from './guard.ts';

export interface IdentifyDeps {
  readonly db: Database;
  readonly people: {
    identify(reader: Reader, account: Account): Promise<Principal | undefined>;
    observe(account: Account, groups: readonly string[]): Promise<void>;
    throughGroups(reader: Reader, accounts: readonly Account[]): Promise<readonly string[]>;
  };
  readonly groupsOf: GroupsOf;
}

/**
 * Finds out who it is. Roles that come from the platform's groups are brought up to date first, so that a
 * role which was taken away there a moment ago does not count here. When the platform cannot be asked, nothing that is
 * known is changed; what comes of it is for the next guard to say.
 */
export function identify({ db, people, groupsOf }: IdentifyDeps): Guard {
  return async (arrival) => {
    const { account } = arrival.inbound;
    const groups = await groupsOf(account);
    try {
      if (typeof groups !== 'string') await people.observe(account, groups);
      const unsure = groups === 'unasked';
      return await db.read(async (reader) => {
        const principal = await people.identify(reader, account);
        const doubted = unsure ? await people.throughGroups(reader, [account]) : [];
        return { pass: true, arrival: { ...arrival, principal, unsure, doubted } };
      });
    } catch (error) {
      if (isRefusal(error)) return { pass: false, refusal: error.refusal };
      throw error;
    }
  };
}
