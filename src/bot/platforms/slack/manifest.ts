import type { Command } from '../../../commands/command.ts';
import { cut } from '../../../values/cut.ts';

/** What the bot may do: no more than what it is asked to. */
export const BOT_SCOPES: readonly string[] = [
  // Slash commands, and the address to answer them at.
  'commands',
  // Posts and edits cards.
  'chat:write',
  // Looks whether a message got through before it posts it again, and reads threads.
  'channels:history',
  'groups:history',
  // Sees whether a channel of the settings exists and the app is in it.
  'channels:read',
  'groups:read',
  // Counts approvals by reaction.
  'reactions:read',
  // Knows what the workspace's own emoji stand for.
  'emoji:read',
  // Tells members from guests, bots and people of other workspaces.
  'users:read',
  // Roles that the settings give to user groups.
  'usergroups:read',
  // Attaches output that does not fit.
  'files:write',
  // Sends the files of an answer that one person sees to that person, and looks before it sends one again.
  'im:write',
  'im:history',
  // Opens public and private channels, invites people to them, names and archives them.
  'channels:manage',
  'groups:write',
  // Pins the card that says what a channel is for, and puts links at its head.
  'pins:write',
  'bookmarks:write',
];

/** What to do when the app may not do what it should. */
export const REINSTALL =
  'Bring the app up to date with the manifest that `keyturn manifest slack` prints, and install it anew.';

export const BOT_EVENTS: readonly string[] = [
  'reaction_added',
  'reaction_removed',
  'user_change',
  'subteam_updated',
  'subteam_members_changed',
  // Somebody looks at the Home tab: it shows what waits for them.
  'app_home_opened',
  // Somebody deleted a card, or its channel. What is said in a channel comes with it, and is dropped unread.
  'message.channels',
  'message.groups',
  'channel_deleted',
  'channel_archive',
  'group_deleted',
  'group_archive',
];

/** Slack's limit for the hint behind a command. */
const USAGE_HINT = 1_000;
const DESCRIPTION = 2_000;

export type ManifestMode =
  | { readonly type: 'socket' }
  /** @property url the address at which Slack reaches us, such as https://keyturn.example.com/slack/events */
  | { readonly type: 'http'; readonly url: string };

/** The manifest of the Slack app, made from the commands, so that the two cannot drift apart. */
export function slackManifest(commands: readonly Command[], mode: ManifestMode): object {
  const url = mode.type === 'http' ? { request_url: mode.url } : {};
  const families = Map.groupBy(commands, ({ path }) => path[0] ?? '');
  return {
    display_information: {
      name: 'Keyturn',
      description: 'Runbooks in chat: planned, approved, executed, recorded.',
      background_color: '#1f2937',
    },
    features: {
      // Direct messages carry files and answers; nobody can write to the app there, and it reads no more than its own.
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: 'Keyturn', always_online: true },
      slash_commands: [...families].map(([name, members]) => ({
        command: `/${name}`,
        description: cut(descriptionOf(name, members), DESCRIPTION),
        usage_hint: cut(members.map(({ path }) => path.slice(1).join(' ')).join(' | '), USAGE_HINT),
        should_escape: false,
        ...(mode.type === 'http' ? { url: mode.url } : {}),
      })),
    },
    oauth_config: { scopes: { bot: BOT_SCOPES } },
    settings: {
      event_subscriptions: { ...url, bot_events: BOT_EVENTS },
      interactivity: {
        is_enabled: true,
        ...url,
        ...(mode.type === 'http' ? { message_menu_options_url: mode.url } : {}),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: mode.type === 'socket',
      token_rotation_enabled: false,
    },
  };
}

function descriptionOf(name: string, commands: readonly Command[]): string {
  return name === 'ops'
    ? 'Run, approve and look into operations'
    : `Operations of ${name}: ${commands.length} actions`;
}
