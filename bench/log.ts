import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { replayers, tables } from '../src/app/log-keeping.ts';
import { authorityOf } from '../src/audit/authority.ts';
import { retainedFile } from '../src/audit/retained.ts';
import { createSequencer, type Sequencer } from '../src/audit/sequencer.ts';
import { verifyLog } from '../src/audit/verify/verify.ts';
import type { Database } from '../src/store/database.ts';
import { atLeast, atMost, exactly, type Figure } from './figure.ts';
import { insertHistory } from './history.ts';
import { hashLog } from './log-floor.ts';
import { median, percentile, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';
import { benchStart } from './start-of-process.ts';
import { createWard } from './voting.ts';

const SMALL = 1_000;
const LARGE = 1_000_000;
const LOAD_MS = 10_000;
/** What a long log may take of the speed that a short one leaves. */
const LONG_LOG = 0.8;
/** What proving a log may take of the time that reading and hashing it takes. */
const PROOF = 3;
const quiet = { error: console.error, info: () => {} };

/** What a long log costs: votes and starts with 1,000 and with 1,000,000 entries, sealing, and proving all of it. */
export async function benchLog(small: BenchServer, large: BenchServer): Promise<Figure[]> {
  const { home, signer } = large;
  const db = large.open();
  const sequencer = createSequencer({ db, signer, retained: retainedFile(join(home, 'last')), log: quiet });
  await insertHistory(small.open(), authorityOf(small.signer), SMALL);
  await insertHistory(db, authorityOf(signer), LARGE);
  while ((await sequencer.runOnce()).more);

  // The program knows nothing of the requests that are voted on: it comes before them.
  const figures = [...(await compareStarts(small, large)), ...(await compareVotes(small, large))];
  figures.push(await sealing(db, sequencer));
  const floorStarted = performance.now();
  const hashed = await hashLog(large.url);
  const floor = (performance.now() - floorStarted) / 1000;
  const started = performance.now();
  const verified = await verifyLog({
    db,
    authority: authorityOf(signer),
    verifier: signer.verifier,
    replayers,
    tables,
  });
  const seconds = (performance.now() - started) / 1000;
  figures.push(
    { what: 'verifying the long log', unit: 's', value: seconds, promise: atMost(60) },
    {
      what: 'verifying the long log (floor: reading and hashing it)',
      unit: 's',
      value: seconds,
      floor,
      promise: atMost(PROOF, 'floor'),
    },
    {
      what: 'verifying the long log: entries that the floor hashed',
      unit: 'count',
      value: hashed.entries - hashed.wrong,
      promise: exactly(verified.entries),
    },
    {
      what: 'verifying the long log: entries',
      unit: 'count',
      value: verified.entries,
      promise: atLeast(LARGE),
    },
    {
      what: 'verifying the long log: entries that the key vouches for',
      unit: 'count',
      value: verified.authenticated ?? 0,
      promise: atLeast(LARGE),
    },
    {
      what: 'verifying the long log: problems',
      unit: 'count',
      value: verified.problems,
      promise: exactly(0),
    },
  );
  return figures;
}

async function compareVotes(small: BenchServer, large: BenchServer): Promise<Figure[]> {
  const wards = [await createWard(small.open()), await createWard(large.open())] as const;
  const [less, more]: [number[], number[]] = [[], []];
  for (let round = 0; round < 4; round += 1) {
    const [a, b] = [
      await throughput(await wards[0].open(1_500), 8, (request) => wards[0].vote(request, 1)),
      await throughput(await wards[1].open(1_500), 8, (request) => wards[1].vote(request, 1)),
    ];
    if (round === 0) continue;
    less.push(a.perSecond);
    more.push(b.perSecond);
  }
  return [
    {
      what: 'votes, 8 at once, with 1,000,000 entries (floor: with 1,000)',
      unit: 'per second',
      value: median(more),
      floor: median(less),
      promise: atLeast(LONG_LOG, 'floor'),
    },
  ];
}

async function compareStarts(small: BenchServer, large: BenchServer): Promise<Figure[]> {
  const few = await benchStart(small, ', 1,000 entries');
  const many = await benchStart(large, ', 1,000,000 entries');
  const [a, b] = [few[0]?.value ?? Number.NaN, many[0]?.value ?? Number.NaN];
  return [
    ...few,
    ...many,
    {
      what: "last vote to the step's process, p50, 1,000,000 entries (floor: 1,000)",
      unit: 'ms',
      value: b,
      floor: a,
      promise: atMost(1 / LONG_LOG, 'floor'),
    },
  ];
}

/** From an entry's time to the time of the first checkpoint that covers it, under a load of votes. */
async function sealing(db: Database, sequencer: Sequencer): Promise<Figure> {
  const ward = await createWard(db);
  const requests = await ward.open(2_000);
  while ((await sequencer.runOnce()).more);
  const since = await db.read((reader) => reader.now());
  sequencer.start();
  const until = performance.now() + LOAD_MS;
  for (let voter = 1; voter < 19 && performance.now() < until; voter += 1)
    await throughput(requests, 8, (request) => ward.vote(request, voter));
  await sequencer.stop();
  while ((await sequencer.runOnce()).more);
  const rows = (await db.read((reader) =>
    reader.orm.execute(sql`
      select extract(epoch from (c.at - e.at)) * 1000 as ms
      from audit_entry e join audit_leaf l on l.entry_id = e.id
      join lateral (select at from audit_checkpoint where size > l.index order by size limit 1) c on true
      where e.at > ${since.toISOString()}::timestamptz`),
  )) as unknown as { ms: string }[];
  const p99 = percentile(
    rows.map((row) => Number(row.ms)),
    0.99,
  );
  return {
    what: `entry to its signed checkpoint, under votes (${rows.length.toLocaleString('en-US')} entries): p99`,
    unit: 'ms',
    value: p99,
    promise: atMost(2_000),
  };
}
