import { record } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import { OpsError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import { isCutOff } from '../store/cut-off.ts';
import type { Database } from '../store/database.ts';
import { CHANGE, type ChangeQuery, type ChangeWish, type NotedChange, WRITE_CHANGE } from './change.ts';
import { counts, type Rules, rulesOf } from './counting.ts';
import { notedEntry, type ToldChange } from './entries.ts';
import { type ChangesFound, searchChanges } from './service/search.ts';
import { checkWish } from './wish.ts';

export interface Changelog {
  /** What the runbook of a system says of its change log. */
  rules(system: string): Rules;
  /**
   * Writes a change down that no run made, and has its card posted.
   * @param place where, as things keep it
   * @throws OpsError, with the mistakes of its form
   */
  note(by: Principal, wish: ChangeWish, place: Json): Promise<NotedChange>;
  /**
   * @param limit of changes; fewer come where so many others had to be looked at that it goes on from there
   * @throws OpsError where the database ended the search
   */
  list(query: ChangeQuery, limit: number): Promise<ChangesFound>;
}

/** The kind of event that has the card of one posted. */
export const NOTED = 'change.noted';

export interface ChangelogDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly people: Pick<People, 'authorize' | 'named'>;
  readonly registry: Pick<Registry, 'runbooks' | 'action'>;
}

/**
 * What was changed, as the log tells of it: runs that changed something are not written down a second time, and what people write
 * down is an entry of the log and nothing else.
 */
export function createChangelog({ db, jobs, people, registry }: ChangelogDeps): Changelog {
  const rules = (system: string): Rules => rulesOf(registry.runbooks().find(({ id }) => id === system));

  function isWanted({ change, run }: ToldChange, system: string | undefined): boolean {
    if (system !== undefined && change.system !== system) return false;
    if (run === undefined) return true;
    // Entries of older versions do not say it.
    const risk = run.risk ?? registry.action(run.action)?.action.risk;
    return counts(rules(change.system), { action: run.action, risk });
  }

  return {
    rules,
    note: (by, wish, place) =>
      db.transact(async (tx) => {
        const decision = await people.authorize(tx, by, WRITE_CHANGE);
        if (decision.effect === 'deny') throw new OpsError(decision.refusal);
        const [id, at] = [newId(CHANGE.prefix), await tx.now()];
        const checked = checkWish(wish, rules(wish.system), at);
        const chain = CHANGE.subject(id);
        await record(tx, notedEntry(id, by.id, checked, at, place));
        await jobs.emit(tx, { kind: NOTED, subject: chain, at, data: {} });
        const rest = { began: undefined, reason: undefined, ended: undefined };
        return { change: { ...checked, ...rest, chain, at, by: by.id }, place };
      }),
    async list(query, limit) {
      try {
        return await db.read((reader) => searchChanges(reader, { people, isWanted }, query, limit));
      } catch (error) {
        if (!isCutOff(error)) throw error;
        throw tookTooLong(query, error);
      }
    },
  };
}

function tookTooLong({ since, system }: ChangeQuery, cause: unknown): OpsError {
  const narrower = since === undefined ? 'Say since when, and until when' : 'Give it less time';
  return new OpsError(
    {
      code: 'change.too-long',
      what: 'The change log was not searched to its end.',
      why: 'The database ended the search, because it took longer than a search may: whether anything was changed is not known.',
      next: `${narrower} (since:, until:)${system === undefined ? ', or name a system (system:)' : ''}.`,
    },
    { cause },
  );
}
