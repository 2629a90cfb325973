import type { Config } from '../config/config.ts';
import type { Check } from '../doctor/check.ts';
import type { Logger } from '../log.ts';
import { connectedWorkspaces } from './slack.ts';

/** What `keyturn doctor` asks the chat platforms that have a token. Their libraries are loaded only then. */
export async function chatChecks(
  config: Pick<Config, 'platforms' | 'channels' | 'reactions' | 'roles'>,
  log: Logger,
): Promise<readonly Check[]> {
  return [...(await discordChecks(config, log)), ...(await slackChecks(config, log))];
}

async function discordChecks(
  { platforms, channels, reactions, roles }: Pick<Config, 'platforms' | 'channels' | 'reactions' | 'roles'>,
  log: Logger,
): Promise<readonly Check[]> {
  const settings = platforms.discord;
  if (settings === null || settings.token === null) return [];
  const doctor = await import('../bot/platforms/discord/doctor.ts');
  const { token, guild, servers, categories, apiUrl } = settings;
  return doctor.discordChecks({
    token,
    guild,
    servers,
    categories,
    apiUrl,
    log,
    channels: idsOn('discord', channels),
    giving: roles.flatMap(({ groups }) =>
      groups.filter(({ platform }) => platform === 'discord').map(({ id }) => id),
    ),
    voting: votingOf(reactions),
  });
}

async function slackChecks(
  { platforms, channels, reactions }: Pick<Config, 'platforms' | 'channels' | 'reactions'>,
  log: Logger,
): Promise<readonly Check[]> {
  const workspaces = connectedWorkspaces(platforms.slack);
  if (platforms.slack === null || workspaces.length === 0) return [];
  const doctor = await import('../bot/platforms/slack/doctor.ts');
  const { apiUrl } = platforms.slack;
  const voting = votingOf(reactions);
  return doctor.slackChecks({ workspaces, apiUrl, log, channels: idsOn('slack', channels), voting });
}

function votingOf({ approve, reject }: Config['reactions']): readonly string[] {
  return [...approve, ...reject];
}

/** Channels of one platform, with the names that they have in the settings. */
function idsOn(platform: string, channels: Config['channels']) {
  return Object.entries(channels).flatMap(([name, places]) =>
    places
      .filter((place) => place.platform === platform)
      .map(({ workspace, channel }) => ({ name, workspace, id: channel })),
  );
}
