import type { Config } from '../../config/config.ts';
import { type Check, ok, warning } from '../check.ts';

/**
 * Somebody is named who can join accounts, where people have more than one. Whether that role has enough people is a
 * matter of its policy.
 */
export function administratorsCheck({
  administrators,
  platforms,
}: Pick<Config, 'administrators' | 'platforms'>): Check {
  return {
    id: 'administrators',
    run() {
      if (administrators !== null) return [ok(`The role ${administrators} approves links between accounts.`)];
      const several = Object.values(platforms).filter((platform) => platform !== null).length > 1;
      if (!several) return [ok('Accounts are linked to people by keyturn.yaml alone.')];
      return [
        warning(
          'Nobody can approve `/ops link`: no role is named under `administrators`.',
          'Name a role of at least two people, or list every account under `people`.',
        ),
      ];
    },
  };
}
