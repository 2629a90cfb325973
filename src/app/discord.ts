import type { ChatPlatform } from '../chat/port.ts';
import type { Command } from '../commands/command.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';

export interface ChatParts {
  readonly config: Pick<Config, 'platforms'>;
  readonly log: Logger;
  readonly commands: () => readonly Command[];
}

/** Discord, where it has a token. Its library is loaded only then. */
export async function openDiscord({ config, log, commands }: ChatParts): Promise<ChatPlatform | undefined> {
  const settings = config.platforms.discord;
  if (settings === null || settings.token === null) return undefined;
  const { createDiscord } = await import('../bot/platforms/discord/discord.ts');
  const { token, guild, servers, categories, apiUrl } = settings;
  return createDiscord({ token, guild, servers, categories, apiUrl, commands, log });
}
