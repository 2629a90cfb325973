import { chatChecks } from '../app/chat-checks.ts';
import { databasesOf, httpSettings } from '../app/effects.ts';
import { heldRoles } from '../app/held-roles.ts';
import { linkPolicies } from '../app/links.ts';
import { loadOptions } from '../app/registry.ts';
import { openExistingStorage, type Storage } from '../app/storage.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { formatReport, runDoctor } from '../doctor/doctor.ts';
import { rolesFilledElsewhere } from '../doctor/holders.ts';
import { standardChecks } from '../doctor/standard-checks.ts';
import { checkedAddresses, systemResolve } from '../integrations/http/guard.ts';
import { changeableTables } from '../integrations/sql/standing.ts';
import { createLog } from '../log.ts';
import { activeHolders } from '../people/standing/store.ts';
import { loadRunbooks } from '../runbook/definition/load.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';
import type { Database } from '../store/database.ts';
import { pendingMigrations } from '../store/migrate.ts';
import { readSettings } from './settings.ts';

/** A database that is silent for so long does not answer. */
const DATABASE_MS = 20_000;

/**
 * Checks everything that the settings refer to, changes nothing, and prints what it found. Ends with exit code 1
 * when something will not work.
 */
export async function doctor(env: Environment): Promise<void> {
  let opening: Promise<Storage> | undefined;
  const openDatabase = async ({ database }: Config): Promise<Database> => {
    opening ??= openExistingStorage(database, systemClock);
    return (await opening).db;
  };
  const read = await readSettings(env);
  const checks = standardChecks(read, {
    nodeVersion: process.versions.node,
    searchPath: process.env.PATH ?? '',
    clock: systemClock,
    openDatabase,
    loadRunbooks: async (config) =>
      loadRunbooks(config.runbooks, stepKinds, { ...loadOptions(config), held: heldRoles(config) }),
    admitUrl: (config, system, url) => checkedAddresses(url, httpSettings(config)(system), systemResolve),
    askDatabase: (config, system, database) =>
      changeableTables(databasesOf(config)(system), database, AbortSignal.timeout(DATABASE_MS)),
    ownPolicies: linkPolicies,
    observedHolders: (config) => observedHolders(config, openDatabase),
  });
  const silent = createLog('silent', [], process.stdout);
  const chats = read.ok ? await chatChecks(read.config, silent) : [];
  const report = await runDoctor([...checks, ...chats]);
  console.log(formatReport(report));
  process.exitCode = report.healthy ? 0 : 1;
  // Why it could not be opened stands in the report.
  const storage = await opening?.catch(() => undefined);
  await storage?.close();
}

/** Holders that only the database knows: those who were seen in a chat platform's groups. */
async function observedHolders(
  config: Config,
  openDatabase: (config: Config) => Promise<Database>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = rolesFilledElsewhere(config);
  if (roles.length === 0) return new Map();
  try {
    const database = await openDatabase(config);
    return await database.read(async (reader) => {
      if ((await pendingMigrations(reader)) > 0) return new Map<string, readonly string[]>();
      const found = new Map<string, readonly string[]>();
      for (const role of roles)
        found.set(
          role,
          (await activeHolders(reader, role)).map((one) => one.id),
        );
      return found;
    });
  } catch {
    // The check of the database says why it cannot be asked; without it nobody was seen.
    return new Map();
  }
}
