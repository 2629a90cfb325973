import { readAuthenticAfter } from '../../audit/authentic.ts';
import { type Authority, authorityIn } from '../../audit/authority.ts';
import { rememberedEnd } from '../../audit/remembered.ts';
import { hashAt, readTip, START } from '../../audit/store.ts';
import type { Tip } from '../../audit/tip.ts';
import type { Reader } from '../../store/database.ts';
import { type Grant, grantKey, groupText, type KnownDirectory, type KnownIdentity } from '../directory.ts';
import { continueLedger, EMPTY_LEDGER, type Ledger } from '../ledger.ts';
import { accountKey } from '../principal.ts';

export const PEOPLE_CHAIN = 'people';

interface Cursor {
  readonly tip: Tip;
  readonly ledger: Ledger;
}

const BEGINNING: Cursor = { tip: START, ledger: EMPTY_LEDGER };

/** How far the people chain was read for each database. */
const cursors = new WeakMap<Authority, Cursor>();

/**
 * The ledger up to the end of the people chain that was read in the same statement as the rows to be proved. It costs a
 * statement only when the chain has grown since the last look.
 * @param tip as `tipOf` gives it.
 * @returns undefined where no key is known, hence nothing can be proved (tests of one room). Where Keyturn did not write
 * all of the chain the ledger is empty: then nobody counts.
 */
export async function ledgerAt(reader: Reader, tip: string | null): Promise<Ledger | undefined> {
  const authority = authorityIn(reader);
  if (authority === undefined) return undefined;
  const wanted = readTip(tip);
  if (await isSetBack(reader, authority, wanted)) return EMPTY_LEDGER;
  const known = cursors.get(authority) ?? BEGINNING;
  // What a transaction read of its own may have been rolled back, and an older transaction looks at an older end.
  const cursor = (await follow(reader, known, wanted)) ?? (await follow(reader, BEGINNING, wanted));
  if (cursor === undefined) return EMPTY_LEDGER;
  cursors.set(authority, cursor);
  return cursor.ledger;
}

/** With which end of its own, and which end there, this process found last that nothing is missing. */
const whole = new WeakMap<Authority, string>();

/** Whether the people chain lost an entry that this process wrote: what was taken away would come back with it. */
async function isSetBack(reader: Reader, authority: Authority, { hash }: Tip): Promise<boolean> {
  const remembered = rememberedEnd(authority, PEOPLE_CHAIN);
  if (
    remembered === undefined ||
    remembered.hash === hash ||
    whole.get(authority) === `${remembered.hash} ${hash}`
  )
    return false;
  // An older transaction may look at an older end; what was committed before stands there all the same.
  if ((await hashAt(reader, PEOPLE_CHAIN, remembered.seq)) !== remembered.hash) return true;
  whole.set(authority, `${remembered.hash} ${hash}`);
  return false;
}

async function follow(reader: Reader, from: Cursor, { seq, hash }: Tip): Promise<Cursor | undefined> {
  if (from.tip.seq > seq) return undefined;
  if (from.tip.seq === seq) return from.tip.hash === hash ? from : undefined;
  const chain = await readAuthenticAfter(reader, PEOPLE_CHAIN, from.tip, seq);
  if (chain === undefined || chain.end !== hash) return undefined;
  return { tip: { seq, hash }, ledger: continueLedger(from.ledger, chain.records) };
}

/** Whether a link that stands in its table is in the ledger, for the same person and from the same source. */
export function provesLink(
  ledger: Ledger | undefined,
  { account, principal, source }: KnownIdentity,
): boolean {
  if (ledger === undefined) return true;
  const link = ledger.links.get(accountKey(account));
  return link?.principal === principal && link.source === source;
}

/** A grant as its row has it. */
export interface GrantRow extends Grant {
  readonly grantedAt: Date;
}

export function provesGrant(ledger: Ledger | undefined, row: GrantRow): boolean {
  return ledger === undefined || ledger.grants.get(grantKey(row)) === row.grantedAt.getTime();
}

export function provesPerson(
  ledger: Ledger | undefined,
  { id, kind, active }: { readonly id: string; readonly kind: string; readonly active: boolean },
): boolean {
  if (ledger === undefined) return true;
  const person = ledger.people.get(id);
  // Somebody who is not active counts for nothing, whoever put the row there.
  return person === undefined ? !active : person.kind === kind && person.active === active;
}

export function provesRole(ledger: Ledger | undefined, role: KnownDirectory['roles'][number]): boolean {
  if (ledger === undefined) return true;
  const told = ledger.roles.get(role.name);
  const groups = role.groups.map(groupText).toSorted();
  return told?.holdMs === role.holdMs && told.groups.join(' ') === groups.join(' ');
}

/** What is live in the tables. */
export interface DirectoryRows extends Omit<KnownDirectory, 'grants'> {
  readonly grants: readonly GrantRow[];
}

/** Rows that Keyturn did not write. */
export interface Unproved {
  readonly links: readonly KnownIdentity[];
  readonly grants: readonly GrantRow[];
}

/**
 * Tells what the log has too from what it has not. An unproved person or role differs from whatever the settings say, so
 * that a sync writes it anew; unproved links and grants are to be taken away, and then given where they are due.
 */
export function proveDirectory(
  ledger: Ledger | undefined,
  { people, identities, grants, roles }: DirectoryRows,
): { readonly known: KnownDirectory; readonly unproved: Unproved } {
  return {
    known: {
      people: people.map((row) => (provesPerson(ledger, row) ? row : { ...row, name: '' })),
      identities: identities.filter((row) => provesLink(ledger, row)),
      grants: grants.filter((row) => provesGrant(ledger, row)),
      roles: roles.map((row) => (provesRole(ledger, row) ? row : { ...row, holdMs: -1 })),
    },
    unproved: {
      links: identities.filter((row) => !provesLink(ledger, row)),
      grants: grants.filter((row) => !provesGrant(ledger, row)),
    },
  };
}
