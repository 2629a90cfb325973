import type { Logger } from 'pino';
import type { ChatPlatform } from '../chat/port.ts';
import type { KnownIdentity } from '../people/directory.ts';
import type { Account } from '../people/principal.ts';
import type { DoubtedRoles } from '../people/standing.ts';
import type { Database, Reader } from '../store/database.ts';
import { createGroupLook, type GroupLook } from './group-look.ts';
import { createGroupsOf } from './groups.ts';

export interface GroupRolesDeps {
  readonly db: Database;
  readonly platforms: readonly ChatPlatform[];
  readonly people: Parameters<typeof createGroupLook>[0]['people'] & {
    accounts(reader: Reader, principals: readonly string[]): Promise<readonly KnownIdentity[]>;
  };
  /** Whether the settings give roles to groups of this platform, so that it must be asked about them. */
  readonly mapsGroups: (platform: Account['platform']) => boolean;
  readonly log: Logger;
}

/** The roles that people have through groups of the platforms, as the platforms say it when they are asked. */
export interface GroupRoles {
  /** Whether any platform's groups give roles: without one, nobody's have to be asked for. */
  any(): boolean;
  readonly look: GroupLook;
  /** The same look for people: brings their roles up to date, and answers those of which nobody knows now. */
  lookAt(principals: readonly string[]): Promise<DoubtedRoles>;
}

export function createGroupRoles(deps: GroupRolesDeps): GroupRoles {
  const { db, people, platforms } = deps;
  const look = createGroupLook({ db, people, groupsOf: createGroupsOf(deps) });
  const any = (): boolean => platforms.some(({ id }) => deps.mapsGroups(id));
  return {
    any,
    look,
    async lookAt(principals) {
      if (!any()) return new Map();
      const accounts = await db.read((reader) => people.accounts(reader, principals));
      return (await look(accounts)).doubted;
    },
  };
}
