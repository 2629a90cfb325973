import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import { type Figure, percentile } from './measure.ts';
import { openProgram } from './program.ts';
import type { BenchServer } from './server.ts';

const RUNS = 200;
const PROMISE_MS = 50;

/** From the moment the last vote arrives to the moment the step's process runs, by the process's own clock. */
export async function benchStart(server: BenchServer, label = '', home?: string): Promise<Figure[]> {
  const app = await openProgram(server.url, home);
  const samples: number[] = [];
  const bare: number[] = [];
  for (let n = -10; n < RUNS; n += 1) {
    const ms = await oneRun(app, n);
    const floor = await bareSpawn();
    if (n < 0) continue;
    samples.push(ms);
    bare.push(floor);
  }
  await app.stop();
  const p99 = percentile(samples, 0.99);
  const what = `last vote to the step's process${label} (floor: a bare spawn)`;
  return [
    {
      what: `${what}: p50`,
      unit: 'ms',
      value: percentile(samples, 0.5),
      floor: percentile(bare, 0.5),
      promise: '',
      kept: true,
    },
    {
      what: `${what}: p99`,
      unit: 'ms',
      value: p99,
      floor: percentile(bare, 0.99),
      promise: `at most ${PROMISE_MS} ms`,
      kept: p99 <= PROMISE_MS,
    },
  ];
}

/** The same program started from this process by nothing but the platform's own call. */
async function bareSpawn(): Promise<number> {
  const before = performance.timeOrigin + performance.now();
  const child = spawn('date', ['+%s%N'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(printed.toString().trim()) / 1e6 - before;
}

async function oneRun(app: App, n: number): Promise<number> {
  const proposed = await app.runs.propose({
    action: 'bench:stamp',
    params: { n: String(n) },
    requester: 'ana',
    place: { platform: 'console', workspace: 'local', channel: 'bench' },
  });
  if (proposed.kind !== 'pending') throw new Error('the action of the benchmark needs no approval');
  const { requestId } = proposed;
  const view = await app.db.read((reader) => app.approvals.get(reader, requestId));
  const votedAt = performance.timeOrigin + performance.now();
  await app.approvals.vote({
    requestId,
    voter: 'ben',
    account: { platform: 'console', workspace: 'local', id: 'ben' },
    human: true,
    choice: 'approve',
    digest: view?.digest ?? '',
    via: 'button',
  });
  return (await startedAt(app, requestId)) - votedAt;
}

async function startedAt(app: App, requestId: string): Promise<number> {
  const giveUpAt = performance.now() + 10_000;
  while (performance.now() < giveUpAt) {
    const run = (await app.runs.list({ limit: 5 })).find((one) => one.requestId === requestId);
    if (run?.state === 'succeeded') return Number((await app.runs.output(run.id)).trim()) / 1e6;
    await sleep(20);
  }
  throw new Error(`the run of ${requestId} did not end`);
}
