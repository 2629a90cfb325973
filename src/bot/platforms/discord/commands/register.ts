import {
  type APIApplication,
  ApplicationIntegrationType,
  InteractionContextType,
  type REST,
  Routes,
} from 'discord.js';
import type { Command } from '../../../../commands/command.ts';
import { declareCommands } from './declare.ts';
import { normalize } from './normalize.ts';

export interface RegisterDeps {
  readonly rest: REST;
  /** Null: for every server that has the bot. */
  readonly guild: string | null;
}

/**
 * Makes Discord's list of commands the same as ours. It is only written when it differs: Discord limits how
 * often commands may be made in a day, and people's clients load a changed list anew.
 * @returns whether something was written.
 */
export async function registerCommands(
  { rest, guild }: RegisterDeps,
  commands: readonly Command[],
): Promise<boolean> {
  const wanted = declareCommands(commands);
  const { id: application } = (await rest.get(Routes.currentApplication())) as APIApplication;
  const route =
    guild === null
      ? Routes.applicationCommands(application)
      : Routes.applicationGuildCommands(application, guild);
  const registered = (await rest.get(route)) as readonly object[];
  if (normalize(registered) === normalize(wanted)) return false;
  // Commands of one server are in that server only; global ones would be offered in direct messages as well.
  const body = guild === null ? wanted.map((command) => ({ ...command, ...IN_SERVERS })) : wanted;
  await rest.put(route, { body });
  return true;
}

const IN_SERVERS = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};
