import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { WrittenEnvironment } from '../schema/environment.ts';
import type { WrittenFile } from '../schema/file.ts';
import { resolveChannels, resolvePeople, resolveRoles } from './people.ts';
import { resolvePlatforms } from './platforms.ts';
import { checkReferences } from './references.ts';
import { resolveSystems } from './systems.ts';
import { type Report, workspacesOf } from './workspaces.ts';

/** Where relative paths start. */
export interface Base {
  /** Absolute path of keyturn.yaml, or null. */
  readonly file: string | null;
  readonly cwd: string;
}

/** From what was written to the settings that the program uses; what does not fit together is reported. */
export function resolveConfig(
  file: WrittenFile,
  env: WrittenEnvironment,
  base: Base,
  report: Report,
): Config {
  const folder = base.file === null ? base.cwd : dirname(base.file);
  const home = resolve(base.cwd, env.named.KEYTURN_HOME);
  const production = file.environment.startsWith('prod');
  const platforms = resolvePlatforms(file, env, production, report);
  const workspaces = workspacesOf(platforms);
  checkReferences(file, report);
  return {
    file: base.file,
    home,
    environment: file.environment,
    production,
    runbooks: resolve(folder, file.runbooks),
    people: resolvePeople(file.people, workspaces, report),
    roles: resolveRoles(file.roles, workspaces, report),
    administrators: file.administrators ?? null,
    reactions: file.reactions,
    channels: resolveChannels(file.channels, workspaces, platforms.console !== null, report),
    systems: resolveSystems(file.systems, {
      base: folder,
      home,
      logins: env.families.database,
      credentials: env.families.credential,
    }),
    platforms,
    policies: file.policies,
    risks: file.risks,
    timing: {
      leaseMs: file.timing.lease,
      drainMs: file.timing.drain,
      cardIntervalMs: file.timing.cardInterval,
      checkpointIntervalMs: file.timing.checkpointInterval,
    },
    calls: { quiet: file.calls.quiet ?? null },
    commands: { in: file.commands.in },
    log: {
      origin: file.log.origin ?? null,
      publish: file.log.publish ?? null,
      key: env.named.KEYTURN_LOG_KEY ?? null,
    },
    totpKey: env.named.KEYTURN_TOTP_KEY ?? null,
    database: { url: env.named.DATABASE_URL ?? null, folder: join(home, 'database') },
    http: env.named.HTTP_ADDR,
    health: env.named.HEALTH_ADDR,
    logLevel: env.named.LOG_LEVEL,
    secrets: env.families.runbookSecret,
  };
}
