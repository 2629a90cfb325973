import type {
  ConsoleConfig,
  DiscordCategoriesConfig,
  DiscordConfig,
  PersonaConfig,
  PlatformsConfig,
  SlackConfig,
  SlackWorkspaceConfig,
} from '../config.ts';
import type { WrittenEnvironment } from '../schema/environment.ts';
import type { WrittenFile } from '../schema/file.ts';
import type { WrittenPlatforms } from '../schema/platforms.ts';
import type { Report } from './workspaces.ts';

/** A platform is on when it has a section or a token; with no token at all, the console is. */
export function resolvePlatforms(
  file: WrittenFile,
  env: WrittenEnvironment,
  production: boolean,
  report: Report,
): PlatformsConfig {
  const discord = resolveDiscord(file.platforms.discord, env);
  const slack = resolveSlack(file.platforms.slack, env, report);
  const chats = discord?.token != null || slack?.workspaces.some((one) => one.botToken !== null) === true;
  const wanted = file.platforms.console ?? (chats || production ? undefined : DEFAULT_CONSOLE);
  return { console: resolveConsole(wanted, file, production, report), discord, slack };
}

const DEFAULT_CONSOLE = { addr: { host: '127.0.0.1', port: 4310 }, allowInProduction: false } as const;

function resolveConsole(
  written: Partial<NonNullable<WrittenPlatforms['console']>> | undefined,
  file: WrittenFile,
  production: boolean,
  report: Report,
): ConsoleConfig | null {
  if (written === undefined) return null;
  const { addr = DEFAULT_CONSOLE.addr, allowInProduction = false } = written;
  if (production && !allowInProduction) {
    report({
      path: ['platforms', 'console'],
      message: 'The console lets anybody on this machine act as anybody, and this is production.',
      suggestion: 'Remove platforms.console, or write `allowInProduction: true` there if you mean it.',
    });
  }
  reportTwins(written.personas ?? [], report);
  return { addr, personas: written.personas ?? personasOf(file), allowInProduction };
}

function reportTwins(personas: readonly PersonaConfig[], report: Report): void {
  personas.forEach(({ id }, index) => {
    if (personas.findIndex((other) => other.id === id) === index) return;
    report({
      path: ['platforms', 'console', 'personas', index, 'id'],
      message: `Two personas are called '${id}'.`,
      suggestion: 'Give each an id of its own.',
    });
  });
}

/** One persona for each console account, so that a team in the settings can be tried without more words. */
function personasOf(file: WrittenFile): readonly PersonaConfig[] {
  const personas = Object.values(file.people).flatMap(({ name, kind, accounts: { console } }) => {
    const ids = console === undefined ? [] : typeof console === 'string' ? [console] : console;
    return ids.map((one) => ({
      id: typeof one === 'string' ? one : one.id,
      name,
      title: '',
      bot: kind === 'service',
    }));
  });
  return personas.length > 0 ? personas : [{ id: 'guest', name: 'Guest', title: 'not linked', bot: false }];
}

function resolveDiscord(
  written: WrittenPlatforms['discord'],
  { named }: WrittenEnvironment,
): DiscordConfig | null {
  if (written === undefined && named.DISCORD_TOKEN === undefined) return null;
  return {
    token: named.DISCORD_TOKEN ?? null,
    guild: named.DISCORD_GUILD_ID ?? written?.guild ?? null,
    servers: Object.entries(written?.servers ?? {}).map(([name, one]) => ({
      name,
      id: typeof one === 'string' ? one : one.id,
      categories: resolveCategories(typeof one === 'string' ? undefined : one.categories),
    })),
    categories: resolveCategories(written?.categories),
    apiUrl: named.DISCORD_API_URL,
  };
}

/** A private channel is private wherever it is, so one category can do for both. */
function resolveCategories(
  written: NonNullable<WrittenPlatforms['discord']>['categories'] | undefined,
): DiscordCategoriesConfig {
  const open = written?.public ?? null;
  return { public: open, private: written?.private ?? open, archive: written?.archive ?? null };
}

function resolveSlack(
  written: WrittenPlatforms['slack'],
  env: WrittenEnvironment,
  report: Report,
): SlackConfig | null {
  if (written === undefined && env.named.SLACK_BOT_TOKEN === undefined) return null;
  const listed = Object.entries(written?.workspaces ?? {}).map(([name, { team }]) => ({ name, team }));
  const workspaces = listed.length > 0 ? listed : [{ name: 'main', team: undefined }];
  const only = workspaces.length === 1;
  const resolved = workspaces.map(({ name, team }) => workspaceOf(name, team, only, env));
  for (const workspace of resolved) reportHalfConfigured(workspace, only, report);
  return { workspaces: resolved, apiUrl: env.named.SLACK_API_URL };
}

function workspaceOf(
  name: string,
  team: string | undefined,
  only: boolean,
  { named, families }: WrittenEnvironment,
): SlackWorkspaceConfig {
  const suffix = variableSuffix(name);
  const plain = only ? named : undefined;
  return {
    name,
    team: team ?? null,
    botToken: families.slackBot[suffix] ?? plain?.SLACK_BOT_TOKEN ?? null,
    signingSecret: families.slackSigning[suffix] ?? plain?.SLACK_SIGNING_SECRET ?? null,
    appToken: families.slackApp[suffix] ?? plain?.SLACK_APP_TOKEN ?? null,
  };
}

function reportHalfConfigured(workspace: SlackWorkspaceConfig, only: boolean, report: Report): void {
  if (workspace.botToken === null || workspace.signingSecret !== null || workspace.appToken !== null) return;
  const suffix = only ? '' : `_${variableSuffix(workspace.name)}`;
  report({
    path: ['platforms', 'slack'],
    message: `SLACK_BOT_TOKEN${suffix} is set, but nothing says how Slack reaches us.`,
    suggestion: `Set SLACK_APP_TOKEN${suffix} (Socket Mode) or SLACK_SIGNING_SECRET${suffix} (HTTP).`,
  });
}

/** How a name stands in a variable: `eu-ops` is `EU_OPS`. */
function variableSuffix(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
