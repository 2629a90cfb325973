import { OpsError, type Refusal } from '../errors.ts';
import type { Account, Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Reader } from '../store/database.ts';
import { cut } from '../values/cut.ts';
import { suggestName } from '../written/nearest.ts';
import type { Guest } from './channel.ts';

export type GuestSource = Pick<People, 'everybody' | 'holders' | 'accounts'>;

/** So many people fit into one channel's exceptions and one invitation. */
const MOST = 100;

/** Everybody who can be named, people before roles. */
export async function listGuests(reader: Reader, people: GuestSource): Promise<readonly Guest[]> {
  const { principals, roles } = await people.everybody(reader);
  return [
    ...principals.map(({ id, name }): Guest => ({ name: id, title: name, kind: 'person' })),
    ...roles.map((name): Guest => ({ name, title: name, kind: 'role' })),
  ];
}

/**
 * The people that are meant, each once, `first` before all others.
 * @throws OpsError for a name that is neither a person's nor a role's, and for too many people
 */
export async function resolveGuests(
  reader: Reader,
  people: GuestSource,
  first: Principal,
  written: readonly string[],
): Promise<readonly string[]> {
  const { principals, roles } = await people.everybody(reader);
  const found = new Set([first.id]);
  for (const name of written) {
    const wanted = name.toLowerCase();
    const person = principals.find((one) => one.id === wanted || one.name.toLowerCase() === wanted);
    if (person !== undefined) found.add(person.id);
    else if (roles.includes(wanted)) for (const { id } of await people.holders(reader, wanted)) found.add(id);
    else throw unknownGuest(name, [...principals.map(({ id }) => id), ...roles]);
  }
  if (found.size > MOST) throw tooMany(found.size);
  return [...found];
}

/** The accounts of people in one workspace, and who has none there. */
export async function accountsThere(
  reader: Reader,
  people: GuestSource,
  guests: readonly Principal[],
  there: Pick<Account, 'platform' | 'workspace'>,
  label: string,
): Promise<{ readonly accounts: readonly Account[]; readonly absent: readonly Refusal[] }> {
  const known = await people.accounts(
    reader,
    guests.map(({ id }) => id),
  );
  const here = known.filter(
    ({ account }) => account.platform === there.platform && account.workspace === there.workspace,
  );
  const absent = guests.filter(({ id }) => !here.some(({ principal }) => principal === id));
  return {
    accounts: here.map(({ account }) => account),
    absent: absent.map(({ name }) => noAccount(name, label)),
  };
}

function noAccount(name: string, label: string): Refusal {
  return {
    code: 'channel.no-account',
    what: `${name} was not invited on ${label}.`,
    why: `${name} has no linked account there.`,
    next: `${name} can join one with /ops link start.`,
  };
}

function unknownGuest(name: string, names: readonly string[]): OpsError {
  return new OpsError({
    code: 'channel.unknown-guest',
    what: `Nobody can be invited as "${cut(name, 60)}".`,
    why: 'No person and no role of keyturn.yaml has this name.',
    next: suggestName(name, names),
  });
}

function tooMany(count: number): OpsError {
  return new OpsError({
    code: 'channel.too-many-guests',
    what: `A channel is not opened for ${count} people at once.`,
    why: `Chat platforms take at most ${MOST} with one invitation.`,
    next: 'Open a public channel, which everybody finds, and name fewer people.',
  });
}
