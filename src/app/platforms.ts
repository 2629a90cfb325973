import type { ChatPlatform } from '../chat/port.ts';
import { openDiscord } from './discord.ts';
import { openSlack, type SlackParts } from './slack.ts';

/**
 * The chat platforms of the settings, beside the console. A platform's library is loaded only when its token is
 * there: each costs time and memory at every start.
 */
export async function openPlatforms(parts: SlackParts): Promise<readonly ChatPlatform[]> {
  const opened = await Promise.all([openDiscord(parts), openSlack(parts)]);
  return opened.filter((platform) => platform !== undefined);
}
