import {
  type APIApplication,
  type APIApplicationCommand,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type REST,
  Routes,
} from 'discord.js';
import type { Command } from '../../../../commands/command.ts';
import { normalize } from './normalize.ts';

/**
 * Commands of one server are offered nowhere else. In a direct message one stands for all of them, so that whoever looks for
 * it there is told where to use it.
 * @returns whether something was written
 */
export async function keepSignpost(rest: REST, commands: readonly Command[]): Promise<boolean> {
  const name = signpostOf(commands);
  if (name === undefined) return false;
  const { id: application } = (await rest.get(Routes.currentApplication())) as APIApplication;
  const route = Routes.applicationCommands(application);
  const wanted = { type: ApplicationCommandType.ChatInput, name, ...SIGNPOST };
  const registered = (await rest.get(route)) as readonly APIApplicationCommand[];
  const there = registered.filter((one) => one.type === wanted.type && one.name === name);
  if (normalize(there) === normalize([wanted])) return false;
  // Whatever else the application has stays; one of the same name is replaced.
  await rest.post(route, { body: wanted });
  return true;
}

/** What the signpost is called: like the first command. */
export function signpostOf(commands: readonly Command[]): string | undefined {
  return commands[0]?.path[0];
}

const SIGNPOST = {
  description: 'Says where to use Keyturn.',
  contexts: [InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};
