import { suggestName } from '../../written/nearest.ts';
import type { Finding } from '../../written/problem.ts';
import type { PlatformId, PlatformName, PlatformsConfig } from '../config.ts';
import type { WrittenIds } from '../schema/primitives.ts';

export type Report = (finding: Finding) => void;

/** Workspaces of each platform: the name that keyturn.yaml uses -> the platform's own id, null when unknown. */
export type Workspaces = Readonly<Record<PlatformName, ReadonlyMap<string, string | null>>>;

export function workspacesOf(platforms: PlatformsConfig): Workspaces {
  const { discord, slack } = platforms;
  return {
    console: new Map([['local', 'local']]),
    discord: serversOf(discord),
    slack: new Map((slack?.workspaces ?? []).map((workspace) => [workspace.name, workspace.team])),
  };
}

function serversOf(discord: PlatformsConfig['discord']): ReadonlyMap<string, string | null> {
  if (discord === null) return new Map();
  return new Map([['main', discord.guild], ...discord.servers.map(({ name, id }) => [name, id] as const)]);
}

type WrittenByPlatform = { readonly [platform in PlatformName]?: WrittenIds | undefined };

/** Every id with the workspace that it belongs to; what cannot be placed is reported. */
export function resolveIds(
  written: WrittenByPlatform,
  workspaces: Workspaces,
  path: readonly PropertyKey[],
  report: Report,
): readonly PlatformId[] {
  return (['console', 'discord', 'slack'] as const).flatMap((platform) =>
    resolvePlatform(platform, written[platform], workspaces[platform], [...path, platform], report),
  );
}

/** The same for people: on Discord somebody has one id, in whichever server. */
export function resolveAccounts(
  written: WrittenByPlatform,
  workspaces: Workspaces,
  path: readonly PropertyKey[],
  report: Report,
): readonly PlatformId[] {
  const { discord } = written;
  const servers = [...workspaces.discord.keys()];
  if (discord === undefined || servers.length < 2) return resolveIds(written, workspaces, path, report);
  const list = typeof discord === 'string' ? [discord] : discord;
  const inAll = list.flatMap((one) =>
    typeof one === 'string' ? servers.map((workspace) => ({ workspace, id: one })) : [one],
  );
  return resolveIds({ ...written, discord: inAll }, workspaces, path, report);
}

function resolvePlatform(
  platform: PlatformName,
  written: WrittenIds | undefined,
  known: ReadonlyMap<string, string | null>,
  path: readonly PropertyKey[],
  report: Report,
): readonly PlatformId[] {
  if (written === undefined) return [];
  const list = typeof written === 'string' ? [written] : written;
  return list.flatMap((one, index) => {
    const at = typeof written === 'string' ? path : [...path, index];
    const id = typeof one === 'string' ? one : one.id;
    const workspace =
      typeof one === 'string'
        ? onlyWorkspace(platform, known, at, report)
        : namedWorkspace(platform, one.workspace, known, at, report);
    return workspace === undefined ? [] : [{ platform, workspace, id }];
  });
}

function onlyWorkspace(
  platform: PlatformName,
  known: ReadonlyMap<string, string | null>,
  path: readonly PropertyKey[],
  report: Report,
): string | undefined {
  if (known.size > 1) {
    const names = [...known.keys()].join(', ');
    report({
      path,
      message: `There are several workspaces (${names}), and this does not say which one it belongs to.`,
      suggestion: `Write { workspace: ${[...known.keys()][0]}, id: … }.`,
    });
    return undefined;
  }
  const [id] = known.values();
  if (id === undefined || id === null) report({ path, ...missingWorkspace(platform) });
  return id ?? undefined;
}

function namedWorkspace(
  platform: PlatformName,
  name: string,
  known: ReadonlyMap<string, string | null>,
  path: readonly PropertyKey[],
  report: Report,
): string | undefined {
  const id = known.get(name);
  if (id === undefined) {
    report({
      path: [...path, 'workspace'],
      message: `No ${platform} workspace is called '${name}'.`,
      suggestion: suggestName(name, known.keys()),
    });
  } else if (id === null) {
    report({ path, ...missingWorkspace(platform) });
  }
  return id ?? undefined;
}

function missingWorkspace(platform: PlatformName): Pick<Finding, 'message' | 'suggestion'> {
  if (platform === 'discord') {
    return {
      message: 'This is on Discord, and the settings do not say which server.',
      suggestion: 'Write its id under platforms.discord.guild, or set DISCORD_GUILD_ID.',
    };
  }
  return {
    message: 'This is on Slack, and the settings do not say which workspace.',
    suggestion: "Write its id under platforms.slack.workspaces: { main: { team: 'T…' } }.",
  };
}
