import type { Config } from '../config/config.ts';
import { OpsError } from '../errors.ts';
import type { RunbookSettings } from '../runbook/service.ts';
import { heldRoles } from './held-roles.ts';
import { settingsPeople } from './settings-people.ts';

type RunbookConfig = Pick<Config, 'environment' | 'systems' | 'risks'> & Parameters<typeof heldRoles>[0];

/** What the settings say of each system. @throws OpsError from `system` for one that they do not name. */
export function runbookSettings(config: RunbookConfig): RunbookSettings {
  return {
    environment: config.environment,
    get risks() {
      return config.risks;
    },
    get held() {
      return heldRoles(config);
    },
    get people() {
      return settingsPeople(config);
    },
    system(runbook) {
      const system = config.systems[runbook];
      if (system !== undefined) return system;
      throw new OpsError({
        code: 'system.not-configured',
        what: `Nothing of ${runbook} can be run here.`,
        why: `The settings do not say where ${runbook} is: its folder, addresses and channel.`,
        next: `Ask an administrator to add systems.${runbook} to keyturn.yaml.`,
      });
    },
  };
}
