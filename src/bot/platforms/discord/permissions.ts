import type { DiscordCategories } from './options.ts';

export interface Permission {
  readonly bit: bigint;
  /** As Discord's own settings call it. */
  readonly name: string;
}

/** What Keyturn needs in a channel, and nothing more. */
export const NEEDED: readonly Permission[] = [
  { bit: 1n << 10n, name: 'View Channel' },
  { bit: 1n << 11n, name: 'Send Messages' },
  { bit: 1n << 14n, name: 'Embed Links' },
  { bit: 1n << 15n, name: 'Attach Files' },
  { bit: 1n << 16n, name: 'Read Message History' },
  { bit: 1n << 35n, name: 'Create Public Threads' },
  { bit: 1n << 38n, name: 'Send Messages in Threads' },
];

export const VIEW = bitOf('View Channel');
export const MANAGE_CHANNELS: Permission = { bit: 1n << 4n, name: 'Manage Channels' };
export const MANAGE_ROLES: Permission = { bit: 1n << 28n, name: 'Manage Roles' };
export const PIN_MESSAGES: Permission = { bit: 1n << 51n, name: 'Pin Messages' };

/** What Keyturn needs besides to open channels. */
const NEEDED_TO_OPEN: readonly Permission[] = [MANAGE_CHANNELS, MANAGE_ROLES, PIN_MESSAGES];

/** What the invitation asks for: more only where the settings name categories to open channels in. */
export function askedFor(categories: DiscordCategories): readonly Permission[] {
  const opens = Object.values(categories).some((id) => id !== null);
  return opens ? [...NEEDED, ...NEEDED_TO_OPEN] : NEEDED;
}

const ADMINISTRATOR = 1n << 3n;
const ALL = (1n << 64n) - 1n;

export interface Role {
  readonly id: string;
  readonly permissions: string;
}

export interface Overwrite {
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

/**
 * What a member may do in a channel, as Discord reckons it: the roles together, then the channel's exceptions
 * for everybody, for the roles, and for the member.
 * @param guild also the id of the role that everybody has
 */
export function permissionsIn(
  guild: string,
  member: { readonly id: string; readonly roles: readonly string[] },
  roles: readonly Role[],
  overwrites: readonly Overwrite[],
): bigint {
  const mine = new Set([guild, ...member.roles]);
  const base = roles
    .filter(({ id }) => mine.has(id))
    .reduce((bits, role) => bits | BigInt(role.permissions), 0n);
  if ((base & ADMINISTRATOR) !== 0n) return ALL;
  const layers = [
    overwrites.filter(({ id }) => id === guild),
    overwrites.filter(({ id }) => id !== guild && member.roles.includes(id)),
    overwrites.filter(({ id }) => id === member.id),
  ];
  return layers.reduce((bits, layer) => {
    const denied = layer.reduce((sum, one) => sum | BigInt(one.deny), 0n);
    const allowed = layer.reduce((sum, one) => sum | BigInt(one.allow), 0n);
    return (bits & ~denied) | allowed;
  }, base);
}

/** Names of the wanted permissions that are not there. */
export function missingFrom(permissions: bigint, wanted: readonly Permission[] = NEEDED): readonly string[] {
  return wanted.filter(({ bit }) => (permissions & bit) === 0n).map(({ name }) => name);
}

function bitOf(name: string): bigint {
  const found = NEEDED.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not needed`);
  return found.bit;
}
