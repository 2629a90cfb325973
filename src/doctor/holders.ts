import type { Config } from '../config/config.ts';
import type { Holder } from './checks/quorum.ts';

/**
 * Who holds which role: directly by the settings, and through a chat platform as far as it was seen.
 * @param observed role -> principals that hold it in the database.
 */
export function holdersOf(
  { people, roles }: Pick<Config, 'people' | 'roles'>,
  observed: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly Holder[] {
  return people.map(({ id, kind }) => ({
    principal: id,
    human: kind === 'human',
    roles: roles
      .filter(({ name, members, groups }) => {
        const seen = groups.length > 0 && observed.get(name)?.includes(id) === true;
        return members.includes(id) || seen;
      })
      .map((role) => role.name),
  }));
}

/** Roles that a chat platform's groups fill as well. */
export function rolesFilledElsewhere({ roles }: Pick<Config, 'roles'>): readonly string[] {
  return roles.filter((role) => role.groups.length > 0).map((role) => role.name);
}
