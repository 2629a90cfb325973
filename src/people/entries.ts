import type { NewEntry } from '../audit/entry.ts';
import { type DirectoryChange, type Grant, grantKey, groupText } from './directory.ts';
import { accountKey } from './principal.ts';

const CHAIN = 'people';

/** The log entry of a sync: exactly what differs, empty lists left out. */
export function changeEntry(change: DirectoryChange, at: Date): NewEntry {
  const data = {
    added: change.added.map(({ id, name, kind }) => ({ id, name, kind })),
    updated: change.updated.map(({ id, name, kind }) => ({ id, name, kind })),
    deactivated: change.deactivated,
    linked: change.linked.map(({ account, principal }) => `${principal} ${accountKey(account)}`),
    unlinked: change.unlinked.map(({ account, principal }) => `${principal} ${accountKey(account)}`),
    granted: change.granted.map(grantKey),
    revoked: change.revoked.map(grantKey),
    rolesSet: change.rolesSet.map(({ name, holdMs, groups }) => ({
      name,
      holdMs,
      groups: groups.map(groupText),
    })),
    rolesDropped: change.rolesDropped,
  };
  const told = Object.entries(data).filter(([, list]) => list.length > 0);
  return { chain: CHAIN, kind: 'people.synced', actor: 'service/config', at, data: Object.fromEntries(told) };
}

/** The log entry of roles that a chat platform gave or took. */
export function grantEntry(
  account: string,
  granted: readonly Grant[],
  revoked: readonly Grant[],
  at: Date,
): NewEntry {
  const data = { account, granted: granted.map(grantKey), revoked: revoked.map(grantKey) };
  return { chain: CHAIN, kind: 'people.roles-observed', actor: 'service/people', at, data };
}
