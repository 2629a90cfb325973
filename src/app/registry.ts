import type { WrittenPolicy } from '../approval/policy.ts';
import { recordShared } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { folderState } from '../runbook/definition/folder-state.ts';
import { formatProblem } from '../runbook/definition/lint.ts';
import type { LoadOptions } from '../runbook/definition/load.ts';
import { createRegistry, type Registry, type ReloadResult } from '../runbook/definition/registry.ts';
import type { StepKinds } from '../runbook/steps/step.ts';
import type { Database } from '../store/database.ts';

/**
 * What the settings say about definitions: the roles that exist, policies that replace those of runbooks, steps for their slots, and
 * values of their variables. Without a
 * settings file nobody has defined any role, so that no name of one can be wrong.
 */
export function loadOptions(config: Pick<Config, 'file' | 'roles' | 'policies' | 'systems'>): LoadOptions {
  return {
    ...(config.file !== null && { roles: config.roles.map((role) => role.name) }),
    // Checked by the schema of a written policy when the settings were read.
    policies: config.policies as Readonly<Record<string, WrittenPolicy>>,
    slots: Object.fromEntries(Object.entries(config.systems).map(([name, { slots }]) => [name, slots])),
    vars: Object.fromEntries(Object.entries(config.systems).map(([name, { vars }]) => [name, vars])),
  };
}

/** The runbooks of the settings' folder; what a reload changes, mends or refuses is said in the log of both kinds. */
export async function openRegistry(
  config: Pick<Config, 'file' | 'runbooks' | 'roles' | 'policies' | 'systems'>,
  kinds: StepKinds,
  db: Database,
  log: Logger,
): Promise<Registry> {
  let opened = false;
  const registry = createRegistry({
    folder: config.runbooks,
    kinds,
    seen: await folderState(config.runbooks),
    options: () => loadOptions(config),
    onProblem(problems) {
      for (const problem of problems) log.error(formatProblem(problem));
    },
    onReload(result) {
      if (opened) {
        const serving = new Set(registry.runbooks().map(({ id }) => id));
        for (const id of result.refused)
          log.warn(
            serving.has(id)
              ? `The runbook ${id} cannot be used as it is saved now: its former version serves on.`
              : `The runbook ${id} cannot be used as it is saved now, and does not serve.`,
          );
        for (const line of newsOf(result)) log.info(line);
      }
      recordReload(db, result).catch((error: unknown) => {
        log.error({ err: error }, 'the change of the runbooks could not be recorded');
      });
    },
  });
  opened = true;
  return registry;
}

/** A sentence for each runbook that serves otherwise than before; what is wrong with the others is said as their problems. */
function newsOf({ added, changed, removed, mended }: ReloadResult): readonly string[] {
  const back = mended.map((id) => {
    if (added.includes(id)) return `The runbook ${id} is valid now, and serves.`;
    return changed.includes(id)
      ? `The runbook ${id} is valid again: its new version serves.`
      : `The runbook ${id} is valid again, as it served all the time.`;
  });
  const others = (ids: readonly string[]) => ids.filter((id) => !mended.includes(id));
  return [
    ...back,
    ...others(added).map((id) => `The runbook ${id} is new, and serves.`),
    ...others(changed).map((id) => `The runbook ${id} was changed: its new version serves.`),
    ...removed.map((id) => `The runbook ${id} is gone, and serves no more.`),
  ];
}

async function recordReload(db: Database, result: ReloadResult): Promise<void> {
  const { added, changed, removed, refused, mended } = result;
  await db.transact(async (tx) => {
    const data: Record<string, Json> = { added, changed, removed, refused, mended };
    await recordShared(tx, {
      chain: 'config',
      kind: 'runbooks.loaded',
      actor: 'service/registry',
      at: await tx.now(),
      data,
    });
  });
}
