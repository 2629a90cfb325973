import { record } from '../audit/service.ts';
import { OpsError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import { planDigest } from '../runbook/plan/digest.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import { valueInWords } from '../runbook/plan/value-text.ts';
import { RUN } from '../runbook/run/run.ts';
import type { Database, Reader } from '../store/database.ts';
import {
  CHANGE,
  type Change,
  type ChangeQuery,
  type ChangeWish,
  type ShownChange,
  WRITE_CHANGE,
} from './change.ts';
import { counts, type Rules, rulesOf } from './counting.ts';
import { changeIn, notedEntry, type ToldChange } from './entries.ts';
import { plansOf, toldEntries } from './store.ts';
import { checkWish } from './wish.ts';

export interface ChangesFound {
  /** The newest first. */
  readonly changes: readonly ShownChange[];
  /** Where to go on to older ones; undefined when all were looked at. */
  readonly before: number | undefined;
}

export interface Changelog {
  /** What the runbook of a system says of its change log. */
  rules(system: string): Rules;
  /** Writes a change down that no run made. @throws OpsError, with the mistakes of its form */
  note(by: Principal, wish: ChangeWish): Promise<ShownChange>;
  /** @param limit of changes; fewer come where so many others had to be looked at that it goes on from there */
  list(query: ChangeQuery, limit: number): Promise<ChangesFound>;
}

export interface ChangelogDeps {
  readonly db: Database;
  readonly people: Pick<People, 'authorize' | 'named'>;
  readonly registry: Pick<Registry, 'runbooks' | 'action'>;
}

const PAGE = 500;
const PLANS = 50;
/** So many entries are looked at before whoever asked hears how far that got. */
const LOOKED_AT = 10_000;

/**
 * What was changed, as the log tells of it: runs that changed something are not written down a second time, and what people write
 * down is an entry of the log and nothing else.
 */
export function createChangelog({ db, people, registry }: ChangelogDeps): Changelog {
  const rules = (system: string): Rules => rulesOf(registry.runbooks().find(({ id }) => id === system));

  function isWanted({ change, run }: ToldChange, { system }: ChangeQuery): boolean {
    if (system !== undefined && change.system !== system) return false;
    if (run === undefined) return true;
    // Entries of older versions do not say it.
    const risk = run.risk ?? registry.action(run.action)?.action.risk;
    return counts(rules(change.system), { action: run.action, risk });
  }

  async function find(
    reader: Reader,
    query: ChangeQuery,
    limit: number,
  ): Promise<{ readonly changes: readonly Change[]; readonly before: number | undefined }> {
    const changes: Change[] = [];
    let before = query.before;
    for (let looked = 0; looked < LOOKED_AT; looked += PAGE) {
      const page = await toldEntries(reader, { ...query, ...(before === undefined ? {} : { before }) }, PAGE);
      for (const told of page) {
        const found = changeIn(told);
        before = told.id;
        if (found !== undefined && isWanted(found, query)) changes.push(found.change);
        if (changes.length === limit) return { changes, before };
      }
      if (page.length < PAGE) return { changes, before: undefined };
    }
    return { changes, before };
  }

  async function shown(reader: Reader, changes: readonly Change[]): Promise<readonly ShownChange[]> {
    const names = await people.named(reader, [...new Set(changes.flatMap(({ by }) => by ?? []))]);
    const all: ShownChange[] = [];
    // Plans are long: few at a time are held.
    for (let from = 0; from < changes.length; from += PLANS) {
      const some = changes.slice(from, from + PLANS);
      const plans = await plansOf(
        reader,
        some.flatMap(({ chain }) => RUN.idIn(chain) ?? []),
      );
      all.push(...some.map((change) => shownAs(change, names, plans.get(RUN.idIn(change.chain) ?? ''))));
    }
    return all;
  }

  return {
    rules,
    note: (by, wish) =>
      db.transact(async (tx) => {
        const decision = await people.authorize(tx, by, WRITE_CHANGE);
        if (decision.effect === 'deny') throw new OpsError(decision.refusal);
        const [id, at] = [newId(CHANGE.prefix), await tx.now()];
        const checked = checkWish(wish, rules(wish.system), at);
        await record(tx, notedEntry(id, by.id, checked, at));
        const noted = { ...checked, chain: CHANGE.subject(id), at, by: by.name };
        return { ...noted, reason: undefined, ended: undefined, given: [] };
      }),
    list: (query, limit) =>
      db.read(async (reader) => {
        const { changes, before } = await find(reader, query, limit);
        return { changes: await shown(reader, changes), before };
      }),
  };
}

function shownAs(
  { by, plan: digest, ...change }: Change,
  names: ReadonlyMap<string, Pick<Principal, 'name'>>,
  plan: Plan | undefined,
): ShownChange {
  return {
    ...change,
    by: by === undefined ? 'Keyturn' : (names.get(by)?.name ?? by),
    given: digest === undefined ? [] : givenTo(plan, digest),
  };
}

/** What people gave to a run, by what the log says was planned. */
function givenTo(plan: Plan | undefined, digest: string): ShownChange['given'] {
  if (plan === undefined || planDigest(plan) !== digest) return 'lost';
  return Object.entries(plan.params).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${plan.people?.[name] ?? valueInWords(value)}`],
  );
}
