import type { Config } from '../config/config.ts';
import type { Directory } from '../people/directory.ts';

/** The people and roles of the settings, as the people room wants them. */
export function directoryOf(config: Pick<Config, 'people' | 'roles'>): Directory {
  return {
    people: config.people.map(({ id, name, kind, accounts }) => ({ id, name, kind, accounts })),
    roles: config.roles.map(({ name, members, groups, holdMs }) => ({ name, members, groups, holdMs })),
  };
}
