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
    throughGroups(reader: Reader, account: Account): Promise<readonly string[]>;
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
  /** @returns those who hold roles through groups of which nobody knows now. */
  async function observeVoters(requestId: string): Promise<ReadonlySet<string>> {
    const unasked = new Set<string>();
    const identities = await db.read(async (reader) => {
      const view = await sources.request(reader, requestId);
      const voters = view?.votes.map((vote) => vote.by.id) ?? [];
      return people.accounts(reader, voters);
    });
    await Promise.all(
      identities.map(async ({ account, principal }) => {
        const groups = await groupsOf(account);
        if (groups === 'unmapped') return;
        if (groups !== 'unasked') return people.observe(account, groups);
        const roles = await db.read((reader) => people.throughGroups(reader, account));
        if (roles.length > 0) unasked.add(principal);
      }),
    );
    return unasked;
  }

  return async (requestId: string): Promise<ClaimEvidence> => {
    const unasked = anyGroups() ? await observeVoters(requestId) : new Set<string>();
    return { reactions: await reactions.confirm(requestId), unasked };
  };
}
