import type { Config } from '../config/config.ts';
import type { PlanPerson } from '../runbook/plan/person.ts';

/** The people of the settings, as plans may speak of them. Services are nobody whom a value could name. */
export function settingsPeople({ people, roles }: Pick<Config, 'people' | 'roles'>): readonly PlanPerson[] {
  return people
    .filter(({ kind }) => kind === 'human')
    .map(({ id, name, accounts }) => ({
      id,
      name,
      accounts,
      roles: roles.filter(({ members }) => members.includes(id)).map((role) => role.name),
      perhaps: roles.filter(({ groups }) => groups.length > 0).map((role) => role.name),
    }));
}
