import type { Config } from '../config/config.ts';

/**
 * The roles that somebody may hold: a person is a member, or a group of a platform fills them. Undefined without a settings
 * file: nobody has defined any role.
 */
export function heldRoles({
  file,
  people,
  roles,
}: Pick<Config, 'file' | 'people' | 'roles'>): readonly string[] | undefined {
  if (file === null) return undefined;
  const humans = new Set(people.filter(({ kind }) => kind === 'human').map(({ id }) => id));
  return roles
    .filter(({ members, groups }) => groups.length > 0 || members.some((member) => humans.has(member)))
    .map(({ name }) => name);
}
