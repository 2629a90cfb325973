import { type Account, accountKey, type Principal } from './principal.ts';

/** Who is who, as the settings say it; everything that it does not name is to be taken away. */
export interface Directory {
  readonly people: readonly Person[];
  readonly roles: readonly RoleDefinition[];
}

export interface Person extends Principal {
  readonly accounts: readonly Account[];
}

export interface RoleDefinition {
  readonly name: string;
  /** Principals that hold it directly. */
  readonly members: readonly string[];
  /** Platform roles or user groups whose members hold it as well. */
  readonly groups: readonly PlatformGroup[];
  readonly holdMs: number;
}

/** A role of a Discord server or a user group of a Slack workspace. */
export interface PlatformGroup {
  readonly platform: Account['platform'];
  readonly workspace: string;
  readonly id: string;
}

/** The source of a grant that the settings give directly. */
export const CONFIG_SOURCE = 'config';

/** How the log names a platform's group. */
export function groupText(group: PlatformGroup): string {
  return `${group.platform}/${group.workspace}/${group.id}`;
}

/**
 * The source of a grant that somebody has because their account is in a platform's group. It names the account
 * too: of a person with two accounts in one place, each gives and loses its own.
 */
export function groupSource(group: PlatformGroup, accountId: string): string {
  return `${groupText(group)}/${accountId}`;
}

/** What is live in the database. */
export interface KnownDirectory {
  readonly people: readonly (Principal & { readonly active: boolean })[];
  readonly identities: readonly KnownIdentity[];
  readonly grants: readonly Grant[];
  readonly roles: readonly Pick<RoleDefinition, 'name' | 'holdMs' | 'groups'>[];
}

/** Whose account it is. */
export interface Link {
  readonly account: Account;
  readonly principal: string;
}

/** A link that stands, and where it comes from: the settings take away only what they gave. */
export interface KnownIdentity extends Link {
  readonly source: 'config' | 'link';
}

export interface Grant {
  readonly principal: string;
  readonly role: string;
  readonly source: string;
}

/** Only what differs, so that syncing the same settings twice writes nothing. */
export interface DirectoryChange {
  readonly added: readonly Principal[];
  /** Name or kind differ, or the person is back after having been taken out. */
  readonly updated: readonly Principal[];
  readonly deactivated: readonly string[];
  readonly linked: readonly Link[];
  readonly unlinked: readonly Link[];
  readonly granted: readonly Grant[];
  readonly revoked: readonly Grant[];
  readonly rolesSet: readonly Pick<RoleDefinition, 'name' | 'holdMs' | 'groups'>[];
  readonly rolesDropped: readonly string[];
}

export function isEmpty(change: DirectoryChange): boolean {
  return Object.values(change).every((list: readonly unknown[]) => list.length === 0);
}

/** The steps from what is known to what is wanted. Pure and idempotent: applied, the next change is empty. */
export function changeOf(known: KnownDirectory, wanted: Directory): DirectoryChange {
  const before = new Map(known.people.map((person) => [person.id, person]));
  const wantedIds = new Set(wanted.people.map((person) => person.id));
  const active = known.people.filter((person) => person.active);
  return {
    added: wanted.people.filter((person) => !before.has(person.id)).map(principalOf),
    updated: wanted.people.filter((person) => differs(before.get(person.id), person)).map(principalOf),
    deactivated: active.filter((person) => !wantedIds.has(person.id)).map((person) => person.id),
    ...accountChange(known, wanted),
    ...grantChange(known, wanted),
    ...roleChange(known, wanted),
  };
}

function principalOf({ id, name, kind }: Principal): Principal {
  return { id, name, kind };
}

function differs(before: KnownDirectory['people'][number] | undefined, person: Person): boolean {
  if (before === undefined) return false;
  return !before.active || before.name !== person.name || before.kind !== person.kind;
}

function accountChange(
  known: KnownDirectory,
  wanted: Directory,
): Pick<DirectoryChange, 'linked' | 'unlinked'> {
  const links = wanted.people.flatMap((person) =>
    person.accounts.map((account) => ({ account, principal: person.id })),
  );
  const key = (link: Link): string => `${link.principal} ${accountKey(link.account)}`;
  const given = known.identities.filter(({ source }) => source === 'config');
  const claimed = new Set(links.map(({ account }) => accountKey(account)));
  // An account that the settings name is theirs to give, whoever it was joined to in chat.
  const taken = known.identities.filter(
    ({ source, account }) => source === 'link' && claimed.has(accountKey(account)),
  );
  return {
    linked: without(links, given, key),
    unlinked: [...without(given, links, key), ...taken].map(({ account, principal }) => ({
      account,
      principal,
    })),
  };
}

/** Links that ended: what was unlinked and not given to the same person again in the same change. */
export function endedLinks({
  linked,
  unlinked,
}: Pick<DirectoryChange, 'linked' | 'unlinked'>): readonly Link[] {
  return without(unlinked, linked, (link) => `${link.principal} ${accountKey(link.account)}`);
}

function grantChange(known: KnownDirectory, wanted: Directory): Pick<DirectoryChange, 'granted' | 'revoked'> {
  const ids = new Set(wanted.people.map((person) => person.id));
  const direct = wanted.roles.flatMap((role) =>
    role.members.filter((id) => ids.has(id)).map((id) => grant(id, role.name, CONFIG_SOURCE)),
  );
  // Whoever holds a role through a platform's group keeps it while the account and the mapping stand; the
  // platform is asked about membership elsewhere.
  const possible = wanted.people.flatMap((person) => {
    const joined = known.identities.filter((one) => one.source === 'link' && one.principal === person.id);
    const accounts = [...person.accounts, ...joined.map(({ account }) => account)];
    return wanted.roles.flatMap((role) => groupGrants(person.id, accounts, role.name, role.groups));
  });
  const possibleKeys = new Set(possible.map(grantKey));
  const kept = known.grants.filter((one) => possibleKeys.has(grantKey(one)));
  return {
    granted: without(direct, known.grants, grantKey),
    revoked: without(known.grants, [...direct, ...kept], grantKey),
  };
}

function roleChange(
  known: KnownDirectory,
  wanted: Directory,
): Pick<DirectoryChange, 'rolesSet' | 'rolesDropped'> {
  const key = (role: Pick<RoleDefinition, 'name' | 'holdMs' | 'groups'>): string =>
    `${role.name} ${role.holdMs} ${role.groups.map(groupText).sort().join(' ')}`;
  const definitions = wanted.roles.map(({ name, holdMs, groups }) => ({ name, holdMs, groups }));
  return {
    rolesSet: without(definitions, known.roles, key),
    rolesDropped: without(known.roles, definitions, (role) => role.name).map((role) => role.name),
  };
}

/** The grants that these accounts would have if each were in every group of its place. */
export function groupGrants(
  principal: string,
  accounts: readonly Account[],
  role: string,
  groups: readonly PlatformGroup[],
): readonly Grant[] {
  return groups.flatMap((group) =>
    accounts
      .filter((account) => account.platform === group.platform && account.workspace === group.workspace)
      .map((account) => grant(principal, role, groupSource(group, account.id))),
  );
}

/** Whether a grant exists because of this account. */
export function isFrom(one: Grant, account: Account): boolean {
  const place = `${account.platform}/${account.workspace}/`;
  return one.source.startsWith(place) && one.source.endsWith(`/${account.id}`);
}

export function grantKey(one: Grant): string {
  return `${one.principal} ${one.role} ${one.source}`;
}

function grant(principal: string, role: string, source: string): Grant {
  return { principal, role, source };
}

/** The items of `list` that `others` does not have, compared by key. */
export function without<T>(list: readonly T[], others: readonly T[], key: (item: T) => string): readonly T[] {
  const known = new Set(others.map(key));
  return list.filter((item) => !known.has(key(item)));
}
