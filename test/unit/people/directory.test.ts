import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  changeOf,
  type Directory,
  type DirectoryChange,
  grantKey,
  isEmpty,
  type KnownDirectory,
  type Link,
} from '../../../src/people/directory.ts';
import { type Account, accountKey } from '../../../src/people/principal.ts';

const ids = ['ana', 'ben', 'chen', 'dora'];
const accounts: Account[] = ['1', '2', '3'].map((id) => ({ platform: 'discord', workspace: '7', id }));
const groups = ['r1', 'r2'].map((id) => ({ platform: 'discord', workspace: '7', id }) as const);

/** Settings that passed their checks: an account belongs to one person. */
const directory: fc.Arbitrary<Directory> = fc
  .record({
    owners: fc.tuple(...accounts.map(() => fc.option(fc.constantFrom(...ids)))),
    present: fc.subarray(ids),
    kinds: fc.tuple(...ids.map(() => fc.constantFrom('human' as const, 'service' as const))),
    roles: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('sre', 'lead'),
        members: fc.subarray([...ids, 'ghost']),
        groups: fc.subarray(groups),
        holdMs: fc.constantFrom(0, 1000),
      }),
      { selector: (role) => role.name },
    ),
  })
  .map(({ owners, present, kinds, roles }) => ({
    people: present.map((id) => ({
      id,
      name: id,
      kind: kinds[ids.indexOf(id)] ?? 'human',
      accounts: accounts.filter((_, index) => owners[index] === id),
    })),
    roles,
  }));

/** What the database holds after a change, as simply as it can be said. */
function applied(known: KnownDirectory, change: DirectoryChange): KnownDirectory {
  const linkKey = (link: Link) => `${link.principal} ${accountKey(link.account)}`;
  const unlinked = new Set(change.unlinked.map(linkKey));
  const revoked = new Set(change.revoked.map(grantKey));
  const touched = new Map([...change.added, ...change.updated].map((person) => [person.id, person]));
  const set = new Set([...change.rolesSet.map((role) => role.name), ...change.rolesDropped]);
  return {
    people: [
      ...known.people
        .filter((person) => !touched.has(person.id))
        .map((person) => ({ ...person, active: person.active && !change.deactivated.includes(person.id) })),
      ...[...touched.values()].map((person) => ({ ...person, active: true })),
    ],
    identities: [
      ...known.identities.filter((link) => !unlinked.has(linkKey(link))),
      ...change.linked.map((link) => ({ ...link, source: 'config' as const })),
    ],
    grants: [...known.grants.filter((grant) => !revoked.has(grantKey(grant))), ...change.granted],
    roles: [...known.roles.filter((role) => !set.has(role.name)), ...change.rolesSet],
  };
}

const nothing: KnownDirectory = { people: [], identities: [], grants: [], roles: [] };

it('5.2 brings any known state to the wanted one, with one owner for each account, and then finds nothing to do', () => {
  fc.assert(
    fc.property(fc.array(directory, { minLength: 1, maxLength: 6 }), (history) => {
      let known = nothing;
      for (const wanted of history) {
        known = applied(known, changeOf(known, wanted));
        expect(isEmpty(changeOf(known, wanted))).toBe(true);

        const active = known.people.filter((person) => person.active).map((person) => person.id);
        expect(active.toSorted()).toEqual(wanted.people.map((person) => person.id).toSorted());
        const linked = known.identities.map((link) => accountKey(link.account));
        expect(new Set(linked).size).toBe(linked.length);
        for (const grant of known.grants) {
          expect(active).toContain(grant.principal);
          expect(wanted.roles.find((role) => role.name === grant.role)?.members).toContain(grant.principal);
        }
      }
    }),
    { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 300) },
  );
});
