import type { Verifier } from '../audit/note.ts';
import type { LogSearch } from '../bot/bind/log-search.ts';
import { createAuditLog } from '../bot/platforms/console/audit-log.ts';
import { type Console, createConsole } from '../bot/platforms/console/console.ts';
import type { Persona } from '../bot/platforms/console/options.ts';
import type { Command } from '../commands/command.ts';
import type { Config, PersonaConfig } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { People } from '../people/service.ts';
import type { Database } from '../store/database.ts';

export interface ConsoleParts {
  readonly config: Config;
  readonly db: Database;
  readonly verifier: Verifier;
  readonly names: People['named'];
  readonly search: LogSearch;
  readonly log: Logger;
  readonly commands: () => readonly Command[];
}

/** The console of the settings; undefined when they have none. */
export function openConsole(parts: ConsoleParts): Console | undefined {
  const { config, db, log, commands } = parts;
  const settings = config.platforms.console;
  if (settings === null) return undefined;
  return createConsole({
    db,
    // A reload may bring others.
    personas: () => (config.platforms.console?.personas ?? []).map(asPersona),
    channels: Object.keys(config.channels).map((id) => ({ id, topic: topicOf(config, id) })),
    commands,
    log: createAuditLog(parts),
    logger: log,
    addr: `${settings.addr.host}:${settings.addr.port}`,
    production: config.production,
    allowInProduction: settings.allowInProduction,
    // The bot that has the commands is made after its platforms, and a reload may change them.
    get firstCommand() {
      return (commands().find(({ path }) => path.at(-1) === 'health')?.path ?? ['ops', 'help']).join(' ');
    },
  });
}

function asPersona({ id, name, title, bot }: PersonaConfig): Persona {
  return { id, name, note: title, human: !bot, groups: [] };
}

function topicOf(config: Config, channel: string): string {
  const systems = Object.entries(config.systems).filter(([, system]) => system.channel === channel);
  return systems.length === 0 ? '' : `Operations of ${systems.map(([name]) => name).join(', ')}`;
}
