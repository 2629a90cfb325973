import { allCommands } from '../../src/app/features.ts';
import { discordHarness } from '../support/discord/harness.ts';
import { describeChatPlatform } from './chat-suite.ts';

// The suite sends commands without their options, which Discord's clients do not where one is required.
const commands = (await allCommands()).map((command) => ({
  ...command,
  options: command.options.map((option) => ({ ...option, required: false })),
}));

describeChatPlatform('Discord, through its gateway,', () => discordHarness({ commands }));
