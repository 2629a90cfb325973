import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { ConfigResult } from '../config/parse.ts';
import type { Runbook } from '../runbook/definition/runbook.ts';
import type { Database } from '../store/database.ts';
import type { Problem } from '../written/problem.ts';
import type { Check } from './check.ts';
import { administratorsCheck } from './checks/administrators.ts';
import { checkpointsCheck } from './checks/checkpoints.ts';
import { credentialsCheck, type KnownCredential } from './checks/credentials.ts';
import { databaseCheck } from './checks/database.ts';
import { type DatabaseUse, databasesCheck } from './checks/databases.ts';
import { homeCheck, signingKeyCheck } from './checks/home.ts';
import { originsCheck } from './checks/origins.ts';
import { policiesCheck } from './checks/policies.ts';
import { programsCheck } from './checks/programs.ts';
import { type PolicyUse, quorumCheck } from './checks/quorum.ts';
import { runbooksCheck, secretsCheck } from './checks/runbooks.ts';
import { nodeCheck, platformsCheck, settingsCheck } from './checks/settings.ts';
import { slotsCheck } from './checks/slots.ts';
import { systemsCheck } from './checks/systems.ts';
import { holdersOf, rolesFilledElsewhere } from './holders.ts';
import { credentialUses, policyUses, programUses, secretUses } from './uses.ts';

export interface DoctorPorts {
  /** As `process.versions.node` has it. */
  readonly nodeVersion: string;
  /** As PATH has it. */
  readonly searchPath: string;
  readonly clock: Clock;
  /** Opens the database that the settings name, or answers the one that is open. */
  readonly openDatabase: (config: Config) => Promise<Database>;
  readonly loadRunbooks: (
    config: Config,
  ) => Promise<{ readonly runbooks: readonly Runbook[]; readonly problems: readonly Problem[] }>;
  /** Resolves when a step may call the URL. @throws OpsError that says why not. */
  readonly admitUrl: (config: Config, system: string, url: URL) => Promise<unknown>;
  /** As the check of databases asks. @throws OpsError that says why it cannot be asked. */
  readonly askDatabase: (config: Config, system: string, database: string) => Promise<number>;
  /** Approval policies beside those of runbooks. */
  readonly ownPolicies: (config: Config) => readonly PolicyUse[];
  /** Principals that hold a role in the database, by role. */
  readonly observedHolders: (config: Config) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** What `keyturn doctor` checks. When the settings are not valid there is nothing else to go by. */
export function standardChecks(settings: ConfigResult, ports: DoctorPorts): readonly Check[] {
  const node = nodeCheck(ports.nodeVersion);
  if (!settings.ok) return [node, settingsCheck({ file: null, problems: settings.problems })];
  const { config } = settings;
  const loading = once(() => ports.loadRunbooks(config));
  const runbooks = async (): Promise<readonly Runbook[]> => (await loading()).runbooks;
  return [
    node,
    settingsCheck({ file: config.file, problems: [] }),
    homeCheck(config.home),
    databaseCheck({ open: () => ports.openDatabase(config), clock: ports.clock }),
    signingKeyCheck(config.home, config.log.key !== null),
    checkpointsCheck(config),
    platformsCheck(config),
    runbooksCheck(async () => {
      const { runbooks, problems } = await loading();
      return { count: runbooks.length, problems };
    }),
    systemsCheck(config.systems, runbooks),
    slotsCheck(runbooks),
    policiesCheck(Object.keys(config.policies), runbooks),
    programsCheck(async () => programUses(await runbooks(), config.systems), ports.searchPath),
    secretsCheck(async () => secretUses(await runbooks()), Object.keys(config.secrets)),
    credentialsCheck(async () => credentialUses(await runbooks()), credentialsOf(config)),
    administratorsCheck(config),
    originsCheck(originsOf(config), (system, url) => ports.admitUrl(config, system, url)),
    databasesCheck(databasesOf(config), (system, database) => ports.askDatabase(config, system, database)),
    quorumCheck({
      policies: async () => [...policyUses(await runbooks()), ...ports.ownPolicies(config)],
      holders: async () => holdersOf(config, await ports.observedHolders(config)),
      filledElsewhere: rolesFilledElsewhere(config),
    }),
  ];
}

function originsOf({ systems }: Config): readonly { readonly system: string; readonly origin: string }[] {
  return Object.entries(systems).flatMap(([system, { origins, privateOrigins }]) =>
    [...new Set([...origins, ...privateOrigins])].map((origin) => ({ system, origin })),
  );
}

function credentialsOf({ systems }: Config): readonly KnownCredential[] {
  return Object.entries(systems).flatMap(([system, { credentials }]) =>
    Object.entries(credentials).map(([name, { variable, value }]) => ({
      system,
      name,
      variable,
      isSet: value !== null,
    })),
  );
}

function databasesOf({ systems }: Config): readonly DatabaseUse[] {
  return Object.entries(systems).flatMap(([system, { databases }]) =>
    Object.entries(databases).map(([database, { read, write }]) => {
      const logins = write === null ? [read] : [read, write];
      const unset = logins.flatMap(({ variable, url }) => (url === null ? [variable] : []));
      return { system, database, unset: [...new Set(unset)] };
    }),
  );
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
