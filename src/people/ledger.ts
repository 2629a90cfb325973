import type { AuditEntry } from '../audit/entry.ts';
import type { Json } from '../canonical.ts';
import type { Principal } from './principal.ts';

/**
 * Who is who, as the entries of the people chain tell it. The tables say the same, but whoever can write to the database
 * can alter them: a row counts only while the ledger has it too.
 */
export interface Ledger {
  /** By id. */
  readonly people: ReadonlyMap<string, Pick<Principal, 'kind'> & { readonly active: boolean }>;
  /** Links that stand, by the key of the account. */
  readonly links: ReadonlyMap<string, { readonly principal: string; readonly source: 'config' | 'link' }>;
  /** When each live grant began, in milliseconds since 1970, by its key. */
  readonly grants: ReadonlyMap<string, number>;
  /** By name. The groups are sorted texts. */
  readonly roles: ReadonlyMap<string, { readonly holdMs: number; readonly groups: readonly string[] }>;
}

export const EMPTY_LEDGER: Ledger = {
  people: new Map(),
  links: new Map(),
  grants: new Map(),
  roles: new Map(),
};

/** The ledger after some more entries, in their order; the one given stays as it is. */
export function continueLedger(before: Ledger, entries: readonly AuditEntry[]): Ledger {
  const next: Draft = {
    people: new Map(before.people),
    links: new Map(before.links),
    grants: new Map(before.grants),
    roles: new Map(before.roles),
  };
  for (const { kind, data, at } of entries) {
    if (kind === 'people.synced') sync(next, data);
    if (kind === 'people.synced' || kind === 'people.roles-observed') grant(next, data, at);
    if (kind === 'identity.linked')
      next.links.set(String(data.account), { principal: String(data.principal), source: 'link' });
    if (kind === 'identity.unlinked') unlink(next, String(data.account), String(data.principal));
  }
  return next;
}

/** A ledger that is being continued. */
type Draft = {
  readonly [Part in keyof Ledger]: Ledger[Part] extends ReadonlyMap<string, infer Value>
    ? Map<string, Value>
    : never;
};

type Data = AuditEntry['data'];

/** In the order in which the tables are written: an account leaves one person before it goes to another. */
function sync({ people, links, roles }: Draft, data: Data): void {
  for (const person of [...list<Principal>(data.added), ...list<Principal>(data.updated)])
    people.set(person.id, { kind: person.kind, active: true });
  for (const id of list<string>(data.deactivated)) {
    const person = people.get(id);
    if (person !== undefined) people.set(id, { ...person, active: false });
  }
  for (const [owner, account] of list<string>(data.unlinked).map(linkIn))
    if (links.get(account)?.principal === owner) links.delete(account);
  for (const [owner, account] of list<string>(data.linked).map(linkIn))
    links.set(account, { principal: owner, source: 'config' });
  for (const { name, holdMs, groups } of list<{ name: string; holdMs: number; groups: string[] }>(
    data.rolesSet,
  ))
    roles.set(name, { holdMs, groups: groups.toSorted() });
  for (const name of list<string>(data.rolesDropped)) roles.delete(name);
}

function grant({ grants }: Draft, data: Data, at: Date): void {
  for (const key of list<string>(data.revoked)) grants.delete(key);
  for (const key of list<string>(data.granted)) grants.set(key, at.getTime());
}

/** With a link go the roles that came through it: their source begins with the place and ends with the account. */
function unlink({ links, grants }: Draft, account: string, owner: string): void {
  if (links.get(account)?.principal === owner) links.delete(account);
  const at = account.lastIndexOf('/');
  const [place, id] = [account.slice(0, at + 1), account.slice(at)];
  for (const key of [...grants.keys()]) {
    const [principal, , source = ''] = key.split(' ');
    if (principal === owner && source.startsWith(place) && source.endsWith(id)) grants.delete(key);
  }
}

/** `<principal> <account>`, as the entries of a sync name a link. */
function linkIn(text: string): readonly [string, string] {
  const space = text.indexOf(' ');
  return [text.slice(0, space), text.slice(space + 1)];
}

function list<T>(value: Json | undefined): readonly T[] {
  return Array.isArray(value) ? (value as unknown as readonly T[]) : [];
}
