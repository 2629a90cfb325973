import { sql } from 'drizzle-orm';
import type { LogQuery } from '../src/audit/found.ts';
import { createLogSearch } from '../src/bot/bind/log-search.ts';
import type { Database } from '../src/store/database.ts';
import { atMost, type Figure } from './figure.ts';
import { median } from './measure.ts';
import type { BenchServer } from './server.ts';

const ENTRIES = 1_000_000;
const CHAIN_LENGTH = 5;
const BATCH = 20_000;
const ROUNDS = 20;
/** Nobody waits for an answer that comes so soon, and a statement may take 8 s. */
const PROMISE_MS = 500;
/** What happened in the first hours of the log and never again. */
const EARLY = 20;
const FIRST = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;

const SEARCHES: readonly (readonly [what: string, query: LogQuery])[] = [
  ['everything', {}],
  ['until long ago', { until: new Date(FIRST + 1_000 * MINUTE_MS) }],
  ['a person', { by: 'p7' }],
  ['a person who did nothing lately', { by: 'early' }],
  ['a person who has done nothing', { by: 'never' }],
  ['a system that is used all the time', { system: 'busy' }],
  ['a system that is rarely used', { system: 'rare' }],
  [
    'a person in a system, long ago',
    { by: 'p7', system: 'busy', until: new Date(FIRST + 9_000 * MINUTE_MS) },
  ],
  ['a word that nothing says', { text: 'pineapple' }],
];

const NAMES = ['early', 'never', ...Array.from({ length: 50 }, (_, n) => `p${n}`)];
const people = {
  named: async () => new Map(),
  everybody: async () => ({
    principals: NAMES.map((id) => ({ id, name: id, kind: 'human' as const })),
    roles: [],
  }),
};

/** What it takes to find the newest entries that fit, in a log of 1,000,000. */
export async function benchLogSearch(server: BenchServer): Promise<Figure[]> {
  const db = server.open();
  await fill(db);
  return figuresOf(db);
}

async function figuresOf(db: Database): Promise<Figure[]> {
  const search = createLogSearch({ db, people });
  const figures: Figure[] = [];
  for (const [what, query] of SEARCHES) {
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = performance.now();
      await search(query);
      samples.push(performance.now() - before);
    }
    figures.push({
      what: `searching the long log for ${what}`,
      unit: 'ms',
      value: median(samples),
      promise: atMost(PROMISE_MS),
    });
  }
  return figures;
}

/** A minute between two entries; what is measured needs no hashes. */
async function fill(db: Database): Promise<void> {
  for (let done = 0; done < ENTRIES; done += BATCH)
    await db.transact((tx) =>
      tx.orm.execute(sql`
        insert into audit_entry (chain, seq, previous, body, hash, kind, at)
        select chain, n % ${CHAIN_LENGTH} + 1, '', '{"actor":"principal/' || actor || '","at":"' || to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          || '","chain":"' || chain || '","data":{"action":"' || system || ':circuit-breaker/reset","text":"' || repeat('word ', 100)
          || '"},"kind":"run.queued","v":1}', '', 'run.queued', at
        from generate_series(${done}::int, ${done + BATCH - 1}::int) n, lateral (select
          'run/run-' || n / ${CHAIN_LENGTH} as chain,
          case when n < ${EARLY} then 'early' else 'p' || n % 50 end as actor,
          case when n < ${EARLY * CHAIN_LENGTH} then 'rare' else 'busy' end as system,
          to_timestamp(${FIRST / 1_000}) + n * interval '1 minute' as at) one
        order by n`),
    );
  await db.read((reader) => reader.run('analyze', []));
}
