import type { Database, Reader, Tx } from '../../store/database.ts';
import { pagesOf } from '../../store/pages.ts';
import type { AuditRecord } from '../entry.ts';
import { chainEnd } from '../store.ts';
import type { Findings } from './finding.ts';
import type { ToldChain } from './listener.ts';
import { type Judge, told } from './told.ts';

/** A row that is not what the log says: which one, what the log says of it, and what stands there. */
export interface Difference {
  readonly chain: string;
  /** In words: `the vote of ben`. */
  readonly row: string;
  readonly problem: 'table.altered' | 'table.foreign' | 'table.missing';
  readonly expected: string;
  readonly found: string;
}

/** The tables of a room whose rows each belong to one chain, such as requests and runs. */
export interface ChainTables {
  /** Compares rows with what their chains, which were read before, tell of them. */
  compare(reader: Reader, chains: readonly ToldChain[]): Promise<readonly Difference[]>;
  /** Locks the rows of a chain against its writers until the transaction ends. */
  hold(tx: Tx, chain: string): Promise<void>;
  /** Chains that have rows and not a single entry, after the given one, in their order. */
  unlogged(reader: Reader, after: string, limit: number): Promise<readonly string[]>;
}

/** Tables that belong to one long chain all together, such as those about people. */
export interface WholeTables {
  readonly chain: string;
  /** @param pages what the chain tells, in order. */
  compare(reader: Reader, pages: AsyncIterable<readonly AuditRecord[]>): Promise<readonly Difference[]>;
}

/** What is compared with the log: rows by what the name of their chain begins with, and wholes. */
export interface Tables {
  readonly byChain: Readonly<Record<string, ChainTables>>;
  readonly whole: readonly WholeTables[];
}

export interface TableWalk {
  /** Takes a chain when all of it was read. */
  take(chain: ToldChain): void;
  /** Compares what was taken; memory holds no more than a page of entries and the longest chain. */
  flush(enough?: number): Promise<void>;
  /** Compares the rest, and what no chain led to. */
  end(): Promise<void>;
}

const PAGE = 1_000;
/** Entries of which the chains are compared at once. */
const ENOUGH = 1_000;
/** How often tables that change all the time are looked at again. */
const LOOKS = 20;

/** Compares the tables with the chains while these go by. */
export function walkTables(db: Database, tables: Tables, judge: Judge, findings: Findings): TableWalk {
  let waiting: ToldChain[] = [];
  let entries = 0;

  async function flush(enough = ENOUGH): Promise<void> {
    if (entries < enough) return;
    for (const [kind, chains] of Object.entries(Object.groupBy(waiting, ({ chain }) => kindOf(chain)))) {
      const room = tables.byChain[kind];
      if (room === undefined || chains === undefined) continue;
      await report(room, await db.read((reader) => room.compare(reader, chains)));
    }
    waiting = [];
    entries = 0;
  }

  /** What differs may only have changed since its chain was read: it is looked at again, alone and locked. */
  async function report(room: ChainTables, differences: readonly Difference[]): Promise<void> {
    for (const chain of new Set(differences.map((one) => one.chain))) {
      const again = await db.transact(async (tx) => {
        await room.hold(tx, chain);
        const records: AuditRecord[] = [];
        for await (const page of told(tx, chain, judge)) records.push(...page);
        return room.compare(tx, [{ chain, records }]);
      });
      for (const difference of again) findings.add(difference);
    }
  }

  async function reportUnlogged(room: ChainTables): Promise<void> {
    const pages = pagesOf<string>(PAGE, (last) =>
      db.read((reader) => room.unlogged(reader, last ?? '', PAGE)),
    );
    for await (const page of pages)
      await report(
        room,
        page.map((chain) => ({ chain, row: '', problem: 'table.foreign', expected: '', found: '' })),
      );
  }

  return {
    take(chain) {
      if (tables.byChain[kindOf(chain.chain)] === undefined) return;
      waiting.push(chain);
      entries += chain.records.length + 1;
    },
    flush,
    async end() {
      await flush(0);
      for (const room of Object.values(tables.byChain)) await reportUnlogged(room);
      for (const room of tables.whole) await reportWhole(db, room, judge, findings);
    },
  };
}

/** Looks until nothing was written to the chain meanwhile: entries and rows are committed together. */
async function reportWhole(db: Database, room: WholeTables, judge: Judge, findings: Findings): Promise<void> {
  for (let look = 1; ; look += 1) {
    const { before, differences, after } = await db.read(async (reader) => ({
      before: await chainEnd(reader, room.chain),
      differences: await room.compare(reader, told(reader, room.chain, judge)),
      after: await chainEnd(reader, room.chain),
    }));
    if (before !== after && look < LOOKS) continue;
    for (const difference of differences) findings.add(difference);
    return;
  }
}

function kindOf(chain: string): string {
  return chain.slice(0, Math.max(chain.indexOf('/'), 0));
}
