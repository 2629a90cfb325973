import type { ChatPlatform } from '../chat/port.ts';
import { type ChatParts, openDiscord } from './discord.ts';

/**
 * The chat platforms of the settings, beside the console. A platform's library is loaded only when its token is
 * there: each costs time and memory at every start.
 */
export async function openPlatforms(parts: ChatParts): Promise<readonly ChatPlatform[]> {
  const opened = await Promise.all([openDiscord(parts)]);
  return opened.filter((platform) => platform !== undefined);
}
