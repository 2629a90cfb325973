import type { ClaimEvidence } from '../approval/service/claim.ts';
import type { KnownIdentity } from '../people/directory.ts';
import type { Account } from '../people/principal.ts';
import type { Database, Reader } from '../store/database.ts';
import type { GroupsOf } from './groups.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { Sources } from './subjects.ts';

export interface EvidenceDeps {
  readonly db: Database;
  readonly sources: Pick<Sources, 'request'>;
  readonly people: {
    accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
    observe(account: Account, groups: readonly string[]): Promise<void>;
    throughGroups(reader: Reader, accounts: readonly Account[]): Promise<readonly string[]>;
  };
  readonly groupsOf: GroupsOf;
  /** Whether any platform's groups give roles: without one, nobody's have to be asked for. */
  readonly anyGroups: () => boolean;
  readonly reactions: Pick<Reactions, 'confirm'>;
}

/**
 * What the platforms say right before a claim: the groups that give the voters their roles, and the reactions that
 * are counted. It belongs outside of the claim's transaction, which must not wait for a network.
 */
export function createEvidence({ db, sources, people, groupsOf, anyGroups, reactions }: EvidenceDeps) {
  /** @returns the roles that people hold only through groups of which nobody knows now. */
  async function observeVoters(requestId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const silent: Pick<KnownIdentity, 'account' | 'principal'>[] = [];
    const identities = await db.read(async (reader) => {
      const view = await sources.request(reader, requestId);
      const voters = view?.votes.map((vote) => vote.by.id) ?? [];
      return people.accounts(reader, voters);
    });
    await Promise.all(
      identities.map(async ({ account, principal }) => {
        const groups = await groupsOf(account);
        if (groups === 'unmapped') return;
        if (groups === 'unasked') silent.push({ account, principal });
        else await people.observe(account, groups);
      }),
    );
    const accounts = Map.groupBy(silent, ({ principal }) => principal);
    return db.read(async (reader) => {
      const doubted = new Map<string, readonly string[]>();
      for (const [principal, own] of accounts) {
        const roles = await people.throughGroups(
          reader,
          own.map(({ account }) => account),
        );
        if (roles.length > 0) doubted.set(principal, roles);
      }
      return doubted;
    });
  }

  return async (requestId: string): Promise<ClaimEvidence> => {
    const doubted = anyGroups() ? await observeVoters(requestId) : undefined;
    return { reactions: await reactions.confirm(requestId), ...(doubted ? { doubted } : {}) };
  };
}
