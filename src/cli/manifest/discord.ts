import { applicationOf, inviteUrl } from '../../bot/platforms/discord/invite.ts';
import { NO_CATEGORIES } from '../../bot/platforms/discord/options.ts';
import { askedFor } from '../../bot/platforms/discord/permissions.ts';
import type { Config } from '../../config/config.ts';
import { OpsError } from '../../errors.ts';

/**
 * What an administrator needs to let the bot into the server: the invitation with the least permissions, and
 * what has to be switched on.
 * @param application id of the Discord application; without it, it is read from the token
 * @throws OpsError `manifest.application` when neither says which application it is
 */
export function discordManifest({ platforms }: Pick<Config, 'platforms'>, application?: string): string {
  const { discord } = platforms;
  const id = application ?? applicationOf(discord?.token?.reveal() ?? '');
  if (id === undefined || !/^\d{17,20}$/.test(id)) {
    throw new OpsError({
      code: 'manifest.application',
      what: 'There is no invitation yet.',
      why: 'Nothing says which Discord application the bot belongs to.',
      next: 'Set DISCORD_TOKEN, or give the id: keyturn manifest discord --application <Application ID>.',
    });
  }
  const main = { id: discord?.guild ?? null, categories: discord?.categories ?? NO_CATEGORIES };
  const servers = [main, ...(discord?.servers ?? [])].map((server) => ({
    guild: server.id,
    asked: askedFor(server.categories),
  }));
  const most = servers.map(({ asked }) => asked).toSorted((a, b) => b.length - a.length)[0] ?? [];
  return [
    'Invitation, one for each server (open it as an administrator of that):',
    ...servers.map(({ guild, asked }) => `  ${inviteUrl(id, guild, asked)}`),
    '',
    'Permissions (a server in which no channels are opened is asked for fewer):',
    ...most.map(({ name }) => `  ${name}`),
    '',
    'Intents: none of the privileged ones. Keyturn reads no messages and no member lists; leave them off.',
    'Commands: registered by Keyturn itself at every start.',
  ].join('\n');
}
