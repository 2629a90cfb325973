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

/** Names of the needed permissions that are not there. */
export function missingFrom(permissions: bigint): readonly string[] {
  return NEEDED.filter(({ bit }) => (permissions & bit) === 0n).map(({ name }) => name);
}
