import type { Logger } from 'pino';
import type { ChatPlatform } from '../chat/port.ts';
import type { Account } from '../people/principal.ts';

/**
 * The account's groups on its platform, asked afresh. `unmapped`: the settings map none there to a role, so nobody was
 * asked. `unasked`: the platform could not be asked, and nobody knows.
 */
export type Groups = readonly string[] | 'unmapped' | 'unasked';

export type GroupsOf = (account: Account) => Promise<Groups>;

export interface GroupDeps {
  readonly platforms: readonly ChatPlatform[];
  readonly mapsGroups: (platform: Account['platform']) => boolean;
  readonly log: Logger;
}

export function createGroupsOf({ platforms, mapsGroups, log }: GroupDeps): GroupsOf {
  return async (account) => {
    if (!mapsGroups(account.platform)) return 'unmapped';
    const platform = platforms.find(({ id }) => id === account.platform);
    if (platform === undefined) return 'unasked';
    try {
      return await platform.rolesOf(account);
    } catch (error) {
      log.warn({ err: error, platform: account.platform }, 'groups could not be looked up');
      return 'unasked';
    }
  };
}
