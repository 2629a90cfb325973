import postgres from 'postgres';
import type { QuorumRequest } from '../src/approval/request.ts';
import { type Figure, percentile, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';
import { createWard, type Ward } from './voting.ts';

const VOTES = 3_000;
const ROUNDS = 3;

interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/**
 * Votes on distinct requests, beside the very statements of one vote, replayed bare in a transaction and
 * awaited one by one on the same kind of client. Rounds alternate, and the medians are compared.
 */
export async function benchVotes(server: BenchServer): Promise<Figure[]> {
  let seen: Statement[] | undefined;
  const onStatement = (text: string, params: readonly unknown[]) => seen?.push({ text, params });
  const ward = await createWard(server.open({ poolSize: 16 }));
  const watched = await createWard(server.open({ poolSize: 1, onStatement }));
  const [model] = await watched.open(1);
  await watched.open(1).then(([other]) => other && watched.vote(other, 1));
  seen = [];
  if (model) await watched.vote(model, 1);
  const statements = seen.filter(({ text }) => !/^(begin|commit)/i.test(text));
  if (model === undefined || statements.length === 0)
    throw new Error('the statements of a vote were not seen');

  const bare = postgres(server.url, { max: 16, onnotice: () => {} });
  const same = (value: unknown) => value as never;
  for (const oid of [1184, 114, 3802]) {
    bare.options.parsers[oid] = same;
    bare.options.serializers[oid] = same;
  }
  const figures: Figure[] = [];
  for (const width of [1, 8, 16]) figures.push(...(await compare(ward, bare, statements, model, width)));
  await bare.end();
  return figures;
}

async function compare(
  ward: Ward,
  bare: postgres.Sql,
  statements: readonly Statement[],
  model: QuorumRequest,
  width: number,
): Promise<Figure[]> {
  const ours: number[] = [];
  const floor: number[] = [];
  const samples: number[] = [];
  const count = width === 1 ? VOTES / 2 : VOTES;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const mine = await throughput(await ward.open(count), width, (request) => ward.vote(request, 1));
    const theirs = await throughput(await ward.open(count), width, (request) =>
      replay(bare, statements, model, request),
    );
    // The first round warms both up.
    if (round === 0) continue;
    ours.push(mine.perSecond);
    floor.push(theirs.perSecond);
    samples.push(...mine.samples);
  }
  const [value, bound] = [percentile(ours, 0.5), percentile(floor, 0.5)];
  const what = `votes on distinct requests, ${width} at once`;
  return [
    {
      what: `${what} (${statements.length + 2} statements)`,
      unit: 'per second',
      value,
      floor: bound,
      promise: 'at least 0.8 of the floor',
      kept: value >= 0.8 * bound,
    },
    { what: `${what}: p50`, unit: 'ms', value: percentile(samples, 0.5), promise: '', kept: true },
    { what: `${what}: p99`, unit: 'ms', value: percentile(samples, 0.99), promise: '', kept: true },
  ];
}

async function replay(
  bare: postgres.Sql,
  statements: readonly Statement[],
  model: QuorumRequest,
  request: QuorumRequest,
): Promise<void> {
  const mine = (value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(model.id, request.id).replaceAll(model.digest, request.digest)
      : value;
  await bare.begin(async (tx) => {
    for (const { text, params } of statements)
      await tx.unsafe(text, params.map(mine) as never[], { prepare: true });
  });
}

/** Many people on one request: the row lock makes them queue, and each must be counted once. */
export async function benchOneRequest(server: BenchServer): Promise<Figure[]> {
  const db = server.open({ poolSize: 16 });
  const ward = await createWard(db);
  const requests = await ward.open(40);
  await Promise.all(Array.from({ length: 15 }, (_, voter) => ward.vote(requests[0] as QuorumRequest, voter)));
  const ballots = requests
    .slice(1)
    .flatMap((request) => Array.from({ length: 16 }, (_, voter) => ({ request, voter })));
  const run = await throughput(ballots, 16, ({ request, voter }) => ward.vote(request, voter));
  const views = await Promise.all(
    requests.slice(1).map((request) => db.read((reader) => ward.approvals.get(reader, request.id))),
  );
  const counted = views.reduce((sum, view) => sum + (view?.votes.length ?? 0), 0);
  return [
    {
      what: `votes on one request, 16 at once (${counted} of ${ballots.length} counted)`,
      unit: 'per second',
      value: run.perSecond,
      promise: 'at least 500, each counted once',
      kept: run.perSecond >= 500 && counted === ballots.length,
    },
  ];
}
