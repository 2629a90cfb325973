import type { Feature } from '../bot/feature.ts';
import changelog from '../changelog/chat/feature.ts';
import channel from '../channel/chat/feature.ts';
import { loadCommands } from '../commands/catalog.ts';
import type { Command } from '../commands/command.ts';
import freeze from '../freeze/chat/feature.ts';
import knowledge from '../knowledge/chat/feature.ts';
import schedule from '../schedule/chat/feature.ts';

/**
 * The rooms that bring themselves, each from its own folder. Each may use those that stand before it in this list, and what
 * the core has; the rules of the tree read their order here.
 */
export const FEATURES: readonly Feature[] = [channel, knowledge, changelog, freeze, schedule];

/** All that can be typed whatever the runbooks say. @throws Error on a module that is no command, or two of one path */
export function allCommands(): Promise<readonly Command[]> {
  return loadCommands(FEATURES);
}
