import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { App } from '../src/app.ts';
import { memoryChat, memoryPlatform } from '../test/support/chat/memory-platform.ts';
import { atLeast, atMost, type Figure } from './figure.ts';
import { joined, median, percentile, type Throughput, throughput } from './measure.ts';
import { openProgram } from './program.ts';
import { replay, type Scope, type Statement, scopesOf } from './replay.ts';
import { type BenchServer, startBenchServer } from './server.ts';

/** Times that the program and the floor take turns, with so many approvals each. */
const ROUNDS = 4;
const ALONE = 20;
const MANY = 100;
/** A program that serves has been running for a while. */
const WARMED_UP = 200;
const AT_ONCE = 50;
const WAITING = 1_000;
const CLIENTS = 16;
/** Long enough for everything that an approval causes, the sealing of its entries included. */
const QUIET_MS = 1_500;
/** So many runs under way are looked at every other millisecond. */
const LOOKED_AT_CLOSELY = 2;
const GIVE_UP_MS = 120_000;
/** What the program sends at least so often while nothing happens, it sends regularly. */
const OFTEN = 4;

/** How many approvals are counted, and for how long the program is watched while nothing happens. */
export interface Effort {
  readonly approvals: number;
  readonly idleMs: number;
}

const THOROUGH: Effort = { approvals: 25, idleMs: 10_000 };
const QUICK: Effort = { approvals: 6, idleMs: 10_000 };

interface Asked {
  readonly id: string;
  readonly digest: string;
}

/** The most that an approval may cost, everything counted that the program sends. */
const BUDGETS = {
  'without cards': { transactions: 10, statements: 60 },
  'with two cards': { transactions: 16, statements: 100 },
} as const;

/** What the program sends, kept only while it is wanted: at full speed nothing is counted. */
interface Seen {
  readonly statements: Statement[];
  wanted: boolean;
}

type Cards = keyof typeof BUDGETS;
/** How often each text was sent. */
type Times = ReadonlyMap<string, number>;

interface Cost {
  readonly transactions: number;
  readonly statements: number;
}

/**
 * The whole path: from the last vote to the run's success, for an action whose one step only compares. The floor is the
 * very statements of one approval, sent bare and awaited one by one on the same client.
 */
export async function benchPath(server: BenchServer): Promise<Figure[]> {
  return [
    ...(await pathWith(server, 'without cards', '')),
    ...(await onItsOwn((own) => pathWith(own, 'with two cards', ''))),
    ...(await onItsOwn(async (own) => {
      await slowCommits(own);
      return pathWith(own, 'without cards', ', commits of 2 ms');
    })),
  ];
}

/** Only what an approval costs in statements: no times, so that it says the same on every machine. */
export async function benchCounts(server: BenchServer, effort = QUICK): Promise<Figure[]> {
  const counted = await Promise.all([
    countsWith(server, 'without cards', effort),
    onItsOwn((own) => countsWith(own, 'with two cards', effort)),
  ]);
  return counted.flat();
}

async function countsWith(server: BenchServer, cards: Cards, effort: Effort): Promise<Figure[]> {
  const { app, watch, seen } = await watched(server, cards);
  const approve = approving(app, watch);
  try {
    for (const one of await asking(app, cards, 2)) await approve(one);
    return costFigures(
      cards,
      await costOf(app, await asking(app, cards, effort.approvals), approve, seen, effort),
    );
  } finally {
    await app.stop();
    await watch.end();
  }
}

/** A server for one part of the benchmark: no part meets what another one left. */
async function onItsOwn(bench: (server: BenchServer) => Promise<Figure[]>): Promise<Figure[]> {
  const server = await startBenchServer();
  try {
    return await bench(server);
  } finally {
    await server.stop();
  }
}

async function pathWith(server: BenchServer, cards: Cards, how: string): Promise<Figure[]> {
  const { app, watch, seen } = await watched(server, cards);
  const approve = approving(app, watch);
  const ask = (count: number) => asking(app, cards, count);
  const floor = await floorBeside(cards, how);
  try {
    await throughput(await ask(WARMED_UP), AT_ONCE, approve);
    const cost = await costOf(app, await ask(THOROUGH.approvals), approve, seen, THOROUGH);
    const model = await modelOf(await ask(1), approve, seen);
    const bare = (request: Asked) => replay(floor.pool, model, request);
    await throughput(floor.requests.splice(0, WARMED_UP), AT_ONCE, bare);

    const alone = await inTurns(ROUNDS, ALONE, 1, { ask, approve }, { requests: floor.requests, bare });
    const many = await inTurns(ROUNDS, MANY, AT_ONCE, { ask, approve }, { requests: floor.requests, bare });
    const queue = how === '' ? await throughput(await ask(WAITING), WAITING, approve) : undefined;
    const label = (what: string) => `vote to run succeeded, ${cards}${how}: ${what}`;
    const figures: Figure[] = [
      {
        what: label('50 at once'),
        unit: 'per second',
        value: many.ours.perSecond,
        floor: many.floor.perSecond,
        promise: atLeast(0.6, 'floor'),
      },
      {
        what: label('alone, p50'),
        unit: 'ms',
        value: median(alone.ours.samples),
        floor: median(alone.floor.samples),
        promise: atMost(2.5, 'floor'),
      },
      { what: label('alone, p99'), unit: 'ms', value: percentile(alone.ours.samples, 0.99) },
    ];
    if (queue === undefined) return figures;
    return [
      ...figures,
      { what: label('1,000 waiting'), unit: 'per second', value: queue.perSecond },
      ...costFigures(cards, cost),
    ];
  } finally {
    await app.stop();
    await watch.end();
    await floor.end();
  }
}

/**
 * Requests like those of the program on a server of their own, for what is sent bare: what that writes is no valid log,
 * and the program must not meet it.
 */
async function floorBeside(cards: Cards, how: string) {
  const server = await startBenchServer();
  if (how !== '') await slowCommits(server);
  const { app, watch } = await watched(server, cards);
  const requests = [...(await asking(app, cards, WARMED_UP + ROUNDS * (ALONE + MANY)))];
  await app.stop();
  await watch.end();
  const pool = new pg.Pool({ connectionString: server.url, max: CLIENTS });
  return {
    requests,
    pool,
    async end() {
      await pool.end();
      await server.stop();
    },
  };
}

/** The program and the floor by turns, because what else a machine does drifts: what is compared was done close together. */
async function inTurns(
  rounds: number,
  count: number,
  width: number,
  ours: { ask(count: number): Promise<readonly Asked[]>; approve(request: Asked): Promise<void> },
  floor: { readonly requests: Asked[]; bare(request: Asked): Promise<void> },
): Promise<{ readonly ours: Throughput; readonly floor: Throughput }> {
  const done = { ours: [] as Throughput[], floor: [] as Throughput[] };
  for (let round = 0; round < rounds; round += 1) {
    const requests = await ours.ask(count);
    await sleep(QUIET_MS);
    done.ours.push(await throughput(requests, width, ours.approve));
    await sleep(QUIET_MS);
    done.floor.push(await throughput(floor.requests.splice(0, count), width, floor.bare));
  }
  return { ours: joined(done.ours), floor: joined(done.floor) };
}

/** The program on a database of the benchmark, with all that it sends, and connections that are not its own. */
async function watched({ url }: BenchServer, cards: Cards) {
  const seen: Seen = { statements: [], wanted: false };
  const app = await openProgram(url, {
    platforms: cards === 'without cards' ? [] : [memoryPlatform(memoryChat(['bench']))],
    onStatement(text, params, transaction) {
      if (seen.wanted) seen.statements.push({ text, params, transaction });
    },
  });
  return { app, seen, watch: new pg.Pool({ connectionString: url, max: 2 }) };
}

function costFigures(cards: Cards, cost: Cost): Figure[] {
  return (['transactions', 'statements'] as const).map((of) => ({
    what: `vote to run succeeded, ${cards}: ${of} an approval`,
    unit: 'count',
    value: cost[of],
    promise: atMost(BUDGETS[cards][of]),
  }));
}

/** Everything that is sent for one approval, without what is sent when nothing happens. */
async function costOf(
  app: App,
  requests: readonly Asked[],
  approve: (request: Asked) => Promise<void>,
  seen: Seen,
  { idleMs }: Effort,
): Promise<Cost> {
  await untilIdle(app);
  const busy = await during(seen, async () => {
    for (const request of requests) {
      await approve(request);
      await sleep(QUIET_MS);
    }
  });
  await untilIdle(app);
  const idle = await during(seen, () => sleep(idleMs));
  const share = shareOf(idle.times, busy.times);
  const each = (of: 'transactions' | 'statements') =>
    Math.round((10 * (busy[of] - idle[of] * share)) / requests.length) / 10;
  if (app.bot.problems().length > 0) throw new Error(app.bot.problems().join(' '));
  return { transactions: each('transactions'), statements: each('statements') };
}

/** Waits until nothing is left of what was caused before: it would be taken for what is sent when nothing happens. */
async function untilIdle({ db }: App): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  const left = () =>
    db.read((reader) =>
      reader.run(
        `select 1 from event union all select 1 from outbox where state = 'pending'
         union all select 1 from card where sent_rev < desired_rev and (audience = '' or message is not null)`,
        [],
      ),
    );
  while ((await left()).length > 0) {
    if (performance.now() > giveUpAt)
      throw new Error('the program did not come to rest: nothing can be counted');
    await sleep(QUIET_MS);
  }
  await sleep(QUIET_MS);
}

/**
 * How much more often the program did what it does when nothing happens. Not by the clock: on a slow machine that is done less
 * often. What approvals cause as well came more often still, so the least of all says it.
 */
function shareOf(idle: Times, busy: Times): number {
  const often = [...idle].filter(([, times]) => times >= OFTEN);
  if (often.length === 0) throw new Error('the program was watched too shortly: nothing can be counted');
  return Math.min(...often.map(([text, times]) => (busy.get(text) ?? 0) / times));
}

async function during(seen: Seen, work: () => Promise<unknown>) {
  const statements = await seenDuring(seen, work);
  const scopes = scopesOf(statements);
  // The beginning and the end of a transaction are statements as well.
  const framed = 2 * scopes.filter(({ transaction }) => transaction).length;
  const texts = Map.groupBy(statements, ({ text }) => text);
  return {
    times: new Map([...texts].map(([text, all]) => [text, all.length])),
    transactions: scopes.length,
    statements: statements.length + framed,
  };
}

async function seenDuring(seen: Seen, work: () => Promise<unknown>): Promise<readonly Statement[]> {
  seen.wanted = true;
  await work();
  seen.wanted = false;
  return seen.statements.splice(0);
}

/** The statements of one approval, in their order, as they were grouped. */
async function modelOf(
  [request]: readonly Asked[],
  approve: (request: Asked) => Promise<void>,
  seen: Seen,
): Promise<{ readonly request: Asked; readonly scopes: readonly Scope[] }> {
  if (request === undefined) throw new Error('there is no request to learn from');
  await sleep(QUIET_MS);
  const statements = await seenDuring(seen, () => approve(request));
  // What belongs to no approval (looks at timers, the sealing of the log) could not be sent twice.
  const names = [request.id, /\brun-[0-9a-z]{8}\b/];
  const scopes = scopesOf(statements).filter(({ statements }) =>
    statements.some(({ params }) =>
      params.some((value) => names.some((name) => String(value).search(name) >= 0)),
    ),
  );
  return { request, scopes };
}

async function asking(app: App, cards: Cards, count: number): Promise<readonly Asked[]> {
  const place = { platform: 'console', workspace: 'local', channel: 'bench' };
  const asked: Asked[] = [];
  for (let n = 0; n < count; n += 1) {
    const proposed = await app.runs.propose({
      action: 'bench:compare',
      params: { n: String(n) },
      requester: 'ana',
      place: cards === 'without cards' ? {} : place,
    });
    if (proposed.kind !== 'pending') throw new Error('the action of the benchmark needs no approval');
    const view = await app.db.read((reader) => app.approvals.get(reader, proposed.requestId));
    asked.push({ id: proposed.requestId, digest: view?.digest ?? '' });
  }
  return asked;
}

/** Gives the last vote, and waits until the run has succeeded: looked at on a connection that is not the program's. */
function approving(app: App, watch: pg.Pool): (request: Asked) => Promise<void> {
  const waiting = new Map<string, () => void>();
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    while (waiting.size > 0) {
      const { rows } = await watch.query<{ request_id: string }>({
        name: 'ended',
        text: "select request_id from run where state = 'succeeded' and request_id = any($1)",
        values: [[...waiting.keys()]],
      });
      for (const { request_id: id } of rows) {
        waiting.get(id)?.();
        waiting.delete(id);
      }
      if (performance.now() > giveUpAt) throw new Error(`${waiting.size} runs did not end`);
      // Who looks all the time takes from what is measured: at many, that they end counts, not when each does.
      await sleep(waiting.size > LOOKED_AT_CLOSELY ? 10 : 2);
    }
    looking = undefined;
  }

  return async ({ id, digest }) => {
    const ended = new Promise<void>((resolve) => waiting.set(id, resolve));
    const answer = await app.approvals.vote({
      requestId: id,
      voter: 'ben',
      account: { platform: 'console', workspace: 'local', id: 'ben' },
      human: true,
      choice: 'approve',
      digest,
      via: 'button',
    });
    if (!answer.ok) throw new Error(`a vote of the benchmark was refused: ${JSON.stringify(answer)}`);
    looking ??= look();
    await Promise.race([ended, looking.then(() => ended)]);
  };
}

/** Commits that take 2 ms, as on a disk that writes through: what keeps them apart from each other then shows. */
async function slowCommits({ url }: BenchServer): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('alter system set commit_delay = 2000');
  await client.query('alter system set commit_siblings = 0');
  await client.query('select pg_reload_conf()');
  await client.end();
}
