import type { WrittenPolicy } from '../approval/policy.ts';
import { recordShared } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { formatProblem } from '../runbook/definition/lint.ts';
import type { LoadOptions } from '../runbook/definition/load.ts';
import { createRegistry, type Registry, type ReloadResult } from '../runbook/definition/registry.ts';
import type { StepKinds } from '../runbook/steps/step.ts';
import type { Database } from '../store/database.ts';

/**
 * What the settings say about definitions: the roles that exist, and policies that replace those of runbooks. Without a
 * settings file nobody has defined any role, so that no name of one can be wrong.
 */
export function loadOptions(config: Pick<Config, 'file' | 'roles' | 'policies'>): LoadOptions {
  return {
    ...(config.file !== null && { roles: config.roles.map((role) => role.name) }),
    // Checked by the schema of a written policy when the settings were read.
    policies: config.policies as Readonly<Record<string, WrittenPolicy>>,
  };
}

/** The runbooks of the settings' folder; what a reload changes or refuses is said in the log of both kinds. */
export function openRegistry(
  config: Pick<Config, 'file' | 'runbooks' | 'roles' | 'policies'>,
  kinds: StepKinds,
  db: Database,
  log: Logger,
): Registry {
  return createRegistry({
    folder: config.runbooks,
    kinds,
    options: () => loadOptions(config),
    onProblem(problems) {
      for (const problem of problems) log.error(formatProblem(problem));
    },
    onReload(result) {
      recordReload(db, result).catch((error: unknown) => {
        log.error({ err: error }, 'the change of the runbooks could not be recorded');
      });
    },
  });
}

async function recordReload(db: Database, result: ReloadResult): Promise<void> {
  const { added, changed, removed, refused } = result;
  await db.transact(async (tx) => {
    const data: Record<string, Json> = { added, changed, removed, refused };
    await recordShared(tx, {
      chain: 'config',
      kind: 'runbooks.loaded',
      actor: 'service/registry',
      at: await tx.now(),
      data,
    });
  });
}
