import type { ClaimEvidence } from '../approval/service/claim.ts';
import type { KnownIdentity } from '../people/directory.ts';
import type { Account } from '../people/principal.ts';
import type { Database, Reader } from '../store/database.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { Sources } from './subjects.ts';

export interface EvidenceDeps {
  readonly db: Database;
  readonly sources: Pick<Sources, 'request'>;
  readonly people: {
    accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
    observe(account: Account, groups: readonly string[]): Promise<void>;
  };
  /** The account's groups on its platform, asked afresh; undefined where the settings map none to a role. */
  readonly groupsOf: (account: Account) => Promise<readonly string[] | undefined>;
  readonly reactions: Pick<Reactions, 'confirm'>;
}

/**
 * What the platforms say right before a claim: the groups that give the voters their roles, and the reactions that
 * are counted. It belongs outside of the claim's transaction, which must not wait for a network.
 */
export function createEvidence({ db, sources, people, groupsOf, reactions }: EvidenceDeps) {
  async function observeVoters(requestId: string): Promise<void> {
    const identities = await db.read(async (reader) => {
      const view = await sources.request(reader, requestId);
      const voters = view?.votes.map((vote) => vote.by.id) ?? [];
      return people.accounts(reader, voters);
    });
    await Promise.all(
      identities.map(async ({ account }) => {
        const groups = await groupsOf(account);
        if (groups !== undefined) await people.observe(account, groups);
      }),
    );
  }

  return async (requestId: string): Promise<ClaimEvidence> => {
    await observeVoters(requestId);
    return { reactions: await reactions.confirm(requestId) };
  };
}
