import type { Account, Principal } from '../../people/principal.ts';
import type { Database, Reader } from '../../store/database.ts';
import type { Guard } from './guard.ts';

export interface IdentifyDeps {
  readonly db: Database;
  readonly people: {
    identify(reader: Reader, account: Account): Promise<Principal | undefined>;
    observe(account: Account, groups: readonly string[]): Promise<void>;
  };
  /** The account's groups on its platform, asked afresh; undefined where the settings map none to a role. */
  readonly groupsOf: (account: Account) => Promise<readonly string[] | undefined>;
}

/**
 * Finds out who it is. Roles that come from the platform's groups are brought up to date first, so that a
 * role which was taken away there a moment ago does not count here.
 */
export function identify({ db, people, groupsOf }: IdentifyDeps): Guard {
  return async (arrival) => {
    const { account } = arrival.inbound;
    const groups = await groupsOf(account);
    if (groups !== undefined) await people.observe(account, groups);
    const principal = await db.read((reader) => people.identify(reader, account));
    return { pass: true, arrival: { ...arrival, principal } };
  };
}
