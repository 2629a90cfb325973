import type { Permission } from './permissions.ts';

const AUTHORIZE = 'https://discord.com/oauth2/authorize';

/**
 * The page on which an administrator lets the bot into a server, with these permissions.
 * @param guild chosen already on that page, and fixed, when it is known
 */
export function inviteUrl(application: string, guild: string | null, asked: readonly Permission[]): string {
  const permissions = asked.reduce((bits, { bit }) => bits | bit, 0n);
  const url = new URL(AUTHORIZE);
  url.searchParams.set('client_id', application);
  url.searchParams.set('scope', 'bot applications.commands');
  url.searchParams.set('permissions', String(permissions));
  if (guild !== null) {
    url.searchParams.set('guild_id', guild);
    url.searchParams.set('disable_guild_select', 'true');
  }
  return url.href;
}

/** The application's id, which is the first part of its bot's token; undefined for what is no token. */
export function applicationOf(token: string): string | undefined {
  const id = Buffer.from(token.split('.', 1)[0] ?? '', 'base64').toString('utf8');
  return /^\d{17,20}$/.test(id) ? id : undefined;
}
