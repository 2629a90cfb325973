import type { DiscordState, FakeChannel, FakeUser } from './state.ts';

/** Permissions that the fake asks for. */
export const MAY = {
  administer: 1n << 3n,
  manageChannels: 1n << 4n,
  view: 1n << 10n,
  send: 1n << 11n,
  attach: 1n << 15n,
  manageRoles: 1n << 28n,
  startThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
  pin: 1n << 51n,
} as const;

const EVERYTHING = (1n << 64n) - 1n;

/** What the roles of somebody give in the whole server. */
export function inGuild({ roles, guild }: DiscordState, user: FakeUser): bigint {
  const bits = roles
    .filter(({ id }) => id === guild || user.roles.includes(id))
    .reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  return (bits & MAY.administer) === 0n ? bits : EVERYTHING;
}

/** What somebody may do in a channel; in a thread what they may do in its channel. */
export function inChannel(state: DiscordState, user: FakeUser, channel: FakeChannel): bigint {
  // Direct messages have no permissions.
  if (channel.type === 1) return EVERYTHING;
  const base = inGuild(state, user);
  if (base === EVERYTHING) return base;
  const parent = channel.type === 11 ? state.channels.get(channel.parent ?? '') : undefined;
  const { overwrites } = parent ?? channel;
  const ofRoles = overwrites.filter(({ id, type }) => type === 0 && user.roles.includes(id));
  const steps = [
    overwrites.filter(({ id }) => id === channel.guild),
    ofRoles,
    overwrites.filter(({ id, type }) => type === 1 && id === user.id),
  ];
  let bits = base;
  for (const step of steps) {
    for (const { deny } of step) bits &= ~BigInt(deny);
    for (const { allow } of step) bits |= BigInt(allow);
  }
  // Who does not see a channel can do nothing in it.
  return (bits & MAY.view) === 0n ? 0n : bits;
}

export function can(state: DiscordState, user: string, channel: FakeChannel, bit: bigint): boolean {
  const found = state.users.get(user);
  return found !== undefined && (inChannel(state, found, channel) & bit) === bit;
}
