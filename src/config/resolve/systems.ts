import { resolve } from 'node:path';
import type { DatabaseLogin, SystemConfig } from '../config.ts';
import { FAMILIES, type WrittenEnvironment } from '../schema/environment.ts';
import type { WrittenSystem } from '../schema/system.ts';

/** Paths become absolute, starting from the folder of keyturn.yaml; `{{ home }}` stands for the state folder, `{{ workdir }}` for the system's. */
export function resolveSystems(
  written: Readonly<Record<string, WrittenSystem>>,
  resolving: Resolving,
): Readonly<Record<string, SystemConfig>> {
  return Object.fromEntries(
    Object.entries(written).map(([name, system]) => [name, resolveSystem(system, resolving)]),
  );
}

interface Resolving {
  /** The folder of keyturn.yaml. */
  readonly base: string;
  readonly home: string;
  /** Addresses of databases, by their names in the environment. */
  readonly logins: WrittenEnvironment['families']['database'];
  /** Values of credentials, by their names in the environment. */
  readonly credentials: WrittenEnvironment['families']['credential'];
}

function resolveSystem(system: WrittenSystem, { base, home, logins, credentials }: Resolving): SystemConfig {
  const { vars, env, origins, privateOrigins, slots, operators } = system;
  const workdir = resolve(base, system.workdir ?? '.');
  return {
    vars: fillIn(vars, { home, workdir }),
    env: fillIn(env, { home, workdir }),
    origins,
    privateOrigins,
    databases: resolveDatabases(system.databases, logins),
    credentials: resolveCredentials(system.credentials, credentials),
    slots,
    workdir,
    path: system.path.map((folder) => resolve(base, folder)),
    services: system.services,
    writable: system.writable.map((folder) => resolve(base, filledIn(folder, { home, workdir }))),
    channel: system.channel ?? null,
    operators: {
      ...(operators.read && { read: operators.read }),
      ...(operators.low && { low: operators.low }),
      ...(operators.high && { high: operators.high }),
      ...(operators.critical && { critical: operators.critical }),
    },
  };
}

function resolveDatabases(
  written: WrittenSystem['databases'],
  logins: Resolving['logins'],
): SystemConfig['databases'] {
  const login = (name: string): DatabaseLogin => ({
    variable: `${FAMILIES.database.prefix}${name}`,
    url: (Object.hasOwn(logins, name) ? logins[name] : undefined) ?? null,
  });
  return Object.fromEntries(
    Object.entries(written).map(([name, { read, write }]) => [
      name,
      { read: login(read), write: write === undefined ? null : login(write) },
    ]),
  );
}

function resolveCredentials(
  written: WrittenSystem['credentials'],
  values: Resolving['credentials'],
): SystemConfig['credentials'] {
  return Object.fromEntries(
    Object.entries(written).map(([name, { variable, header, scheme, origins }]) => [
      name,
      {
        variable: `${FAMILIES.credential.prefix}${variable}`,
        header,
        scheme: schemeOf(header, scheme),
        origins,
        value: (Object.hasOwn(values, variable) ? values[variable] : undefined) ?? null,
      },
    ]),
  );
}

function schemeOf(header: string, scheme: string | undefined): string | null {
  if (scheme === undefined) return header.toLowerCase() === 'authorization' ? 'Bearer' : null;
  return scheme === 'none' ? null : scheme;
}

interface Folders {
  readonly home: string;
  readonly workdir: string;
}

function fillIn(
  values: Readonly<Record<string, string>>,
  folders: Folders,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filledIn(value, folders)]));
}

function filledIn(value: string, folders: Folders): string {
  return value.replaceAll(/\{\{\s*(home|workdir)\s*\}\}/g, (_, name: 'home' | 'workdir') => folders[name]);
}
