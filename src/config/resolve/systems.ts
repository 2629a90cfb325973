import { resolve } from 'node:path';
import type { SystemConfig } from '../config.ts';
import type { WrittenSystem } from '../schema/system.ts';

/** Paths become absolute, starting from the folder of keyturn.yaml; `{{ home }}` stands for the state folder, `{{ workdir }}` for the system's. */
export function resolveSystems(
  written: Readonly<Record<string, WrittenSystem>>,
  base: string,
  home: string,
): Readonly<Record<string, SystemConfig>> {
  return Object.fromEntries(
    Object.entries(written).map(([name, system]) => [name, resolveSystem(system, base, home)]),
  );
}

function resolveSystem(system: WrittenSystem, base: string, home: string): SystemConfig {
  const { vars, env, origins, privateOrigins, slots, operators } = system;
  const workdir = resolve(base, system.workdir ?? '.');
  return {
    vars: fillIn(vars, { home, workdir }),
    env: fillIn(env, { home, workdir }),
    origins,
    privateOrigins,
    slots,
    workdir,
    path: system.path.map((folder) => resolve(base, folder)),
    writable: system.writable.map((folder) => resolve(base, folder)),
    channel: system.channel ?? null,
    operators: {
      ...(operators.read && { read: operators.read }),
      ...(operators.low && { low: operators.low }),
      ...(operators.high && { high: operators.high }),
      ...(operators.critical && { critical: operators.critical }),
    },
  };
}

function fillIn(
  values: Readonly<Record<string, string>>,
  folders: { readonly home: string; readonly workdir: string },
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value.replaceAll(/\{\{\s*(home|workdir)\s*\}\}/g, (_, name: 'home' | 'workdir') => folders[name]),
    ]),
  );
}
