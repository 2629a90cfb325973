import type { Difference, WholeTables } from '../../audit/verify/tables.ts';
import { groupText } from '../directory.ts';
import { continueLedger, EMPTY_LEDGER, type Ledger } from '../ledger.ts';
import { accountKey } from '../principal.ts';
import { readDirectory } from '../store.ts';
import { type DirectoryRows, PEOPLE_CHAIN } from './proof.ts';

/** Compares people, accounts, roles and who holds them with what the people chain tells. */
export const peopleTables: WholeTables = {
  chain: PEOPLE_CHAIN,
  async compare(reader, pages) {
    let ledger = EMPTY_LEDGER;
    for await (const page of pages) ledger = continueLedger(ledger, page);
    return differencesIn(toldBy(ledger), foundIn(await readDirectory(reader)));
  },
};

/** Rows in words: what each says, by what it is about. */
type Words = ReadonlyMap<string, string>;

function toldBy({ people, links, grants, roles }: Ledger): Words {
  return new Map([
    ...[...people].map(([id, { kind, active }]) => personWords(id, kind, active)),
    ...[...links].map(([account, { principal, source }]) => linkWords(account, principal, source)),
    ...[...grants].map(([key, since]) => grantWords(key, since)),
    ...[...roles].map(([name, { holdMs, groups }]) => roleWords(name, holdMs, groups)),
  ]);
}

function foundIn({ people, identities, grants, roles }: DirectoryRows): Words {
  return new Map([
    ...people.map(({ id, kind, active }) => personWords(id, kind, active)),
    ...identities.map(({ account, principal, source }) => linkWords(accountKey(account), principal, source)),
    ...grants.map(({ principal, role, source, grantedAt }) =>
      grantWords(`${principal} ${role} ${source}`, grantedAt.getTime()),
    ),
    ...roles.map(({ name, holdMs, groups }) => roleWords(name, holdMs, groups.map(groupText).toSorted())),
  ]);
}

type Word = readonly [about: string, says: string];

function personWords(id: string, kind: string, active: boolean): Word {
  return [`the person ${id}`, `a ${kind}, ${active ? 'active' : 'not active'}`];
}

function linkWords(account: string, owner: string, source: string): Word {
  return [`the account ${account}`, `it belongs to ${owner}, by ${source}`];
}

function grantWords(key: string, since: number): Word {
  const [who, role, ...source] = key.split(' ');
  return [
    `the role ${role} of ${who} from ${source.join(' ')}`,
    `held since ${new Date(since).toISOString()}`,
  ];
}

function roleWords(name: string, holdMs: number, groups: readonly string[]): Word {
  return [`the role ${name}`, `it counts after ${holdMs} ms; groups: ${groups.join(', ') || 'none'}`];
}

function differencesIn(told: Words, found: Words): readonly Difference[] {
  return [...new Set([...told.keys(), ...found.keys()])].flatMap((row): readonly Difference[] => {
    const [says, stands] = [told.get(row), found.get(row)];
    if (says === stands) return [];
    const place = { chain: PEOPLE_CHAIN, row };
    if (says === undefined)
      return [{ ...place, problem: 'table.foreign', expected: 'no row', found: stands ?? '' }];
    if (stands === undefined)
      return [{ ...place, problem: 'table.missing', expected: says, found: 'no row' }];
    return [{ ...place, problem: 'table.altered', expected: says, found: stands }];
  });
}
