import type { ClaimEvidence } from '../approval/service/claim.ts';
import type { KnownIdentity } from '../people/directory.ts';
import type { Database, Reader } from '../store/database.ts';
import type { GroupRoles } from './group-roles.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { Sources } from './subjects/sources.ts';

export interface EvidenceDeps {
  readonly db: Database;
  readonly sources: Pick<Sources, 'voting'>;
  readonly people: {
    accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
  };
  readonly groups: Pick<GroupRoles, 'any' | 'look'>;
  readonly reactions: Pick<Reactions, 'confirm'>;
}

/**
 * What the platforms say right before a claim: the groups that give the voters their roles, and the reactions that
 * are counted. It belongs outside of the claim's transaction, which must not wait for a network.
 */
export function createEvidence({ db, sources, people, groups, reactions }: EvidenceDeps) {
  async function lookAtVoters(requestId: string): Promise<Pick<ClaimEvidence, 'doubted'>> {
    const accounts = await db.read(async (reader) => {
      const voting = await sources.voting(reader, requestId);
      const voters = voting?.votes.map((vote) => vote.principal) ?? [];
      return people.accounts(reader, voters);
    });
    const { doubted } = await groups.look(accounts);
    return { doubted };
  }

  return async (requestId: string): Promise<ClaimEvidence> => {
    const voters = groups.any() ? await lookAtVoters(requestId) : {};
    return { reactions: await reactions.confirm(requestId), ...voters };
  };
}
