import type { SlackWorkspaceOptions } from '../bot/platforms/slack/options.ts';
import type { ChatPlatform } from '../chat/port.ts';
import { systemClock } from '../clock.ts';
import type { Command } from '../commands/command.ts';
import type { Config, SlackConfig, SlackWorkspaceConfig } from '../config/config.ts';
import type { Logger } from '../log.ts';

export interface SlackParts {
  readonly config: Pick<Config, 'platforms' | 'http'>;
  readonly log: Logger;
  readonly commands: () => readonly Command[];
}

/** Slack, where a workspace has its tokens. Its library is loaded only then. */
export async function openSlack({ config, log, commands }: SlackParts): Promise<ChatPlatform | undefined> {
  const settings = config.platforms.slack;
  const workspaces = connectedWorkspaces(settings);
  if (settings === null || workspaces.length === 0) return undefined;
  const { createSlack } = await import('../bot/platforms/slack/slack.ts');
  return createSlack({
    workspaces,
    apiUrl: settings.apiUrl,
    listen: config.http,
    commands,
    // Slack signs and dates by the world's clock, also where a test moves ours.
    clock: systemClock,
    log,
  });
}

/** The workspaces with the tokens that they need. With an app token Slack is met in Socket Mode. */
export function connectedWorkspaces(settings: SlackConfig | null): readonly SlackWorkspaceOptions[] {
  return (settings?.workspaces ?? []).flatMap((workspace) => {
    const { name, team, botToken } = workspace;
    const arrival = arrivalOf(workspace);
    return botToken === null || arrival === undefined ? [] : [{ name, team, botToken, arrival }];
  });
}

function arrivalOf({
  appToken,
  signingSecret,
}: SlackWorkspaceConfig): SlackWorkspaceOptions['arrival'] | undefined {
  if (appToken !== null) return { type: 'socket', appToken };
  return signingSecret === null ? undefined : { type: 'http', signingSecret };
}
