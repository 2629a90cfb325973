import postgres from 'postgres';
import type { QuorumRequest } from '../src/approval/request.ts';
import { atLeast, exactly, type Figure } from './figure.ts';
import { percentile, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';
import { createWard, type Ward } from './voting.ts';

const VOTES = 3_000;
const ROUNDS = 3;

interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** The statements of one vote, for any request, with nothing around them. */
export interface BareVotes {
  readonly ward: Ward;
  /** So many, `begin` and `commit` included. */
  readonly statements: number;
  readonly vote: (request: QuorumRequest) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Watches one vote, whose statements are then replayed bare in a transaction and awaited one by one. */
export async function bareVotes(server: BenchServer): Promise<BareVotes> {
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
  return {
    ward,
    statements: statements.length + 2,
    vote: (request) => replay(bare, statements, model, request),
    close: () => bare.end(),
  };
}

/** Votes on distinct requests, beside the same votes bare. Rounds alternate, and the medians are compared. */
export async function benchVotes(server: BenchServer): Promise<Figure[]> {
  const bare = await bareVotes(server);
  const figures: Figure[] = [];
  for (const width of [1, 8, 16]) figures.push(...(await compare(bare, width)));
  await bare.close();
  return figures;
}

async function compare({ ward, vote, statements }: BareVotes, width: number): Promise<Figure[]> {
  const ours: number[] = [];
  const floor: number[] = [];
  const samples: number[] = [];
  const count = width === 1 ? VOTES / 2 : VOTES;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const mine = await throughput(await ward.open(count), width, (request) => ward.vote(request, 1));
    const theirs = await throughput(await ward.open(count), width, vote);
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
      what: `${what} (${statements} statements)`,
      unit: 'per second',
      value,
      floor: bound,
      promise: atLeast(0.8, 'floor'),
    },
    { what: `${what}: p50`, unit: 'ms', value: percentile(samples, 0.5) },
    { what: `${what}: p99`, unit: 'ms', value: percentile(samples, 0.99) },
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
  const apart = await throughput(await ward.open(ballots.length), 16, (request) => ward.vote(request, 1));
  const views = await Promise.all(
    requests.slice(1).map((request) => db.read((reader) => ward.approvals.get(reader, request.id))),
  );
  const counted = views.reduce((sum, view) => sum + (view?.votes.length ?? 0), 0);
  return [
    {
      what: 'votes on one request, 16 at once (floor: each on a request of its own)',
      unit: 'per second',
      value: run.perSecond,
      floor: apart.perSecond,
      promise: atLeast(0.3, 'floor'),
    },
    {
      what: 'votes on one request, 16 at once: counted, each once',
      unit: 'count',
      value: counted,
      promise: exactly(ballots.length),
    },
  ];
}
