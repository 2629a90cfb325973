import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { retainedFile } from '../src/audit/retained.ts';
import { createSequencer, type Sequencer } from '../src/audit/sequencer.ts';
import { loadSigner } from '../src/audit/signing-key.ts';
import { verifyLog } from '../src/audit/verify/verify.ts';
import type { Database } from '../src/store/database.ts';
import { insertHistory } from './history.ts';
import { type Figure, median, percentile, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';
import { benchStart } from './start-of-process.ts';
import { createWard } from './voting.ts';

const SMALL = 1_000;
const LARGE = 1_000_000;
const LOAD_MS = 10_000;
const quiet = { error: console.error, info: () => {} };

/** What a long log costs: votes and starts with 1,000 and with 1,000,000 entries, sealing, and proving all of it. */
export async function benchLog(small: BenchServer, large: BenchServer): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'keyturn-bench-'));
  const signer = await loadSigner({ home, given: undefined, origin: 'bench' });
  const db = large.open();
  const sequencer = createSequencer({ db, signer, retained: retainedFile(join(home, 'last')), log: quiet });
  await insertHistory(small.open(), SMALL);
  await insertHistory(db, LARGE);
  while ((await sequencer.runOnce()).more);

  const figures = [...(await compareVotes(small, large)), ...(await compareStarts(small, large, home))];
  figures.push(await sealing(db, sequencer));
  const started = performance.now();
  const verified = await verifyLog({ db, verifier: signer.verifier });
  const seconds = (performance.now() - started) / 1000;
  figures.push({
    what: `verifying ${verified.entries.toLocaleString('en-US')} entries (${verified.problems} problems)`,
    unit: 's',
    value: seconds,
    promise: '1,000,000 in under 60 s',
    kept: seconds < 60 && verified.problems === 0 && verified.entries >= LARGE,
  });
  return figures;
}

async function compareVotes(small: BenchServer, large: BenchServer): Promise<Figure[]> {
  const wards = [await createWard(small.open()), await createWard(large.open())] as const;
  const ratios: number[] = [];
  const [less, more]: [number[], number[]] = [[], []];
  for (let round = 0; round < 4; round += 1) {
    const [a, b] = [
      await throughput(await wards[0].open(1_500), 8, (request) => wards[0].vote(request, 1)),
      await throughput(await wards[1].open(1_500), 8, (request) => wards[1].vote(request, 1)),
    ];
    if (round === 0) continue;
    less.push(a.perSecond);
    more.push(b.perSecond);
    ratios.push(a.perSecond / b.perSecond);
  }
  const slower = median(ratios);
  return [
    {
      what: 'votes, 8 at once, with 1,000,000 entries (floor: with 1,000)',
      unit: 'per second',
      value: median(more),
      floor: median(less),
      promise: 'at most 1.2 times slower',
      kept: slower <= 1.2,
    },
  ];
}

async function compareStarts(small: BenchServer, large: BenchServer, home: string): Promise<Figure[]> {
  const few = await benchStart(small, ', 1,000 entries');
  const many = await benchStart(large, ', 1,000,000 entries', home);
  const [a, b] = [few[0]?.value ?? Number.NaN, many[0]?.value ?? Number.NaN];
  return [
    ...few,
    ...many,
    {
      what: "last vote to the step's process, p50, 1,000,000 entries (floor: 1,000)",
      unit: 'ms',
      value: b,
      floor: a,
      promise: 'at most 1.2 times slower',
      kept: b <= 1.2 * a,
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
    promise: 'at most 2,000 ms',
    kept: p99 <= 2_000,
  };
}
