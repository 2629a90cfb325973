import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { BOT_SCOPES, slackManifest } from '../../../../../src/bot/platforms/slack/manifest.ts';
import { projectRoot } from '../../../../../src/files/project-root.ts';

interface Manifest {
  readonly features: {
    readonly app_home: object;
    readonly slash_commands: readonly { command: string; usage_hint: string; url?: string }[];
  };
  readonly settings: {
    readonly socket_mode_enabled: boolean;
    readonly interactivity: { readonly message_menu_options_url?: string };
    readonly event_subscriptions: { readonly bot_events: readonly string[]; readonly request_url?: string };
  };
}

const url = 'https://keyturn.example.com/slack/events';

describe('the manifest of the Slack app', () => {
  it('names every command, for both ways of delivery', async () => {
    const commands = await allCommands();
    const socket = slackManifest(commands, { type: 'socket' }) as Manifest;
    const http = slackManifest(commands, { type: 'http', url }) as Manifest;
    const [ops] = socket.features.slash_commands;
    for (const { path } of commands) expect(ops?.usage_hint).toContain(path.slice(1).join(' '));
    expect(socket.settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(socket)).not.toContain('url"');
    expect(http.settings.socket_mode_enabled).toBe(false);
    expect(http.features.slash_commands.every((one) => one.url === url)).toBe(true);
    expect(http.settings.event_subscriptions.request_url).toBe(url);
    // Search as you type.
    expect(http.settings.interactivity.message_menu_options_url).toBe(url);
  });

  it('lets the app write to people, and nobody write to the app', async () => {
    const { features } = slackManifest(await allCommands(), { type: 'socket' }) as Manifest;
    expect(features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
  });

  it('asks for no scope that no call of the adapter needs', () => {
    const folder = join(projectRoot, 'src', 'bot', 'platforms', 'slack');
    const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('manifest.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const needs: Readonly<Record<string, string>> = {
      commands: 'app.command(',
      'chat:write': 'chat.postMessage(',
      'channels:history': 'conversations.history(',
      'groups:history': 'conversations.history(',
      'channels:read': 'conversations.info(',
      'groups:read': 'conversations.info(',
      'reactions:read': 'reactions.get(',
      'emoji:read': 'emoji.list(',
      'users:read': 'users.info(',
      'usergroups:read': 'usergroups.list(',
      'files:write': 'files.getUploadURLExternal(',
      'im:write': 'conversations.open(',
      'im:history': 'conversations.history(',
      'channels:manage': 'conversations.create(',
      'groups:write': 'conversations.create(',
      'pins:write': 'pins.add(',
      'bookmarks:write': 'bookmarks.add(',
    };
    expect(BOT_SCOPES.toSorted()).toEqual(Object.keys(needs).toSorted());
    for (const scope of BOT_SCOPES) expect(source).toContain(needs[scope]);
  });
});
