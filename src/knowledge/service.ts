import type { People } from '../people/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { Runbook } from '../runbook/definition/runbook.ts';
import type { Database, Reader } from '../store/database.ts';
import { type Entry, entriesOf } from './entry.ts';
import { type Hidden, hiddenFrom } from './hidden.ts';
import type { Field } from './told.ts';

/** A runbook, for people who look something up in it. */
export type Book = Pick<Runbook, 'id' | 'title' | 'description' | 'source'>;

/** An entry as one person may see it. */
export interface Shown {
  readonly entry: Entry;
  /** What of it they may see beside what everybody may. */
  readonly restricted: readonly Field[];
  /** Why they do not see the rest; undefined where this is all. */
  readonly hidden: Hidden | undefined;
  /** Who is known to see the rest, by name: whom one can ask. */
  readonly seenBy: readonly string[];
  /** Who is known to hold its role now, by name; undefined where it is about none. */
  readonly holders: readonly string[] | undefined;
}

/** What the runbooks say that serve now. */
export interface Knowledge {
  books(): readonly Book[];
  /** Of all runbooks. The same list until one of them changes. */
  entries(): readonly Entry[];
  find(ref: string): Entry | undefined;
  /** @param principal who looks; what only some roles may see is shown to those who hold one now */
  show(principal: string, entry: Entry): Promise<Shown>;
}

export interface KnowledgeDeps {
  readonly db: Database;
  readonly people: Pick<People, 'membership' | 'holders'>;
  readonly registry: Pick<Registry, 'runbooks'>;
}

export function createKnowledge({ db, people, registry }: KnowledgeDeps): Knowledge {
  let listed: { readonly runbooks: readonly Runbook[]; readonly entries: readonly Entry[] } = {
    runbooks: [],
    entries: [],
  };

  /** A keystroke must not make all of them anew, nor the index that is looked up in them. */
  function entries(): readonly Entry[] {
    const runbooks = registry.runbooks();
    const isSame =
      runbooks.length === listed.runbooks.length &&
      runbooks.every((runbook, i) => runbook === listed.runbooks[i]);
    if (!isSame) listed = { runbooks, entries: runbooks.flatMap(entriesOf) };
    return listed.entries;
  }

  async function holdersOf(reader: Reader, roles: readonly string[]): Promise<readonly string[]> {
    const holders = new Map<string, string>();
    for (const role of roles)
      for (const { id, name } of await people.holders(reader, role)) holders.set(id, name);
    return [...holders.values()];
  }

  return {
    books: () => registry.runbooks(),
    entries,
    find: (ref) => entries().find((entry) => entry.ref === ref),
    show: (principal, entry) =>
      db.read(async (reader) => {
        const { restricted, role } = entry;
        const standing = restricted && (await people.membership(reader, [principal])).get(principal);
        const hidden = restricted && hiddenFrom(standing, restricted.of, await reader.now());
        return {
          entry,
          restricted: hidden === undefined ? (restricted?.fields ?? []) : [],
          hidden,
          seenBy: hidden === undefined ? [] : await holdersOf(reader, restricted?.of ?? []),
          holders: role === undefined ? undefined : await holdersOf(reader, [role]),
        };
      }),
  };
}
