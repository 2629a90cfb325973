import { resolve } from 'node:path';
import type { SystemConfig } from '../config.ts';
import type { WrittenSystem } from '../schema/system.ts';

/** Paths become absolute, starting from the folder of keyturn.yaml; `{{ home }}` stands for the state folder. */
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
  const { vars, env, origins, operators } = system;
  return {
    vars: withHome(vars, home),
    env: withHome(env, home),
    origins,
    workdir: resolve(base, system.workdir ?? '.'),
    path: system.path.map((folder) => resolve(base, folder)),
    channel: system.channel ?? null,
    operators: {
      ...(operators.read && { read: operators.read }),
      ...(operators.low && { low: operators.low }),
      ...(operators.high && { high: operators.high }),
      ...(operators.critical && { critical: operators.critical }),
    },
  };
}

function withHome(values: Readonly<Record<string, string>>, home: string): Readonly<Record<string, string>> {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value.replaceAll(/\{\{\s*home\s*\}\}/g, home)]),
  );
}
