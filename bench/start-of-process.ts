import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import { memoryChat, memoryPlatform } from '../test/support/chat/memory-platform.ts';
import { atMost, type Figure } from './figure.ts';
import { percentile } from './measure.ts';
import { openProgram } from './program.ts';
import type { BenchServer } from './server.ts';

const RUNS = 200;
/** Of a bare spawn: what the vote, the claim and the start may add. */
const P50 = 2.5;
const P99 = 5;
/** When everything that an approval causes is over, cards and the sealing of the log included: nobody asks meanwhile. */
const QUIET_MS = 300;

/** From the moment the last vote arrives to the moment the step's process runs, by the process's own clock. */
export async function benchStart(server: BenchServer, label = ''): Promise<Figure[]> {
  const app = await openProgram(server.url, {
    home: server.home,
    platforms: [memoryPlatform(memoryChat(['bench']))],
  });
  const samples: number[] = [];
  const bare: number[] = [];
  for (let n = -10; n < RUNS; n += 1) {
    const ms = await oneRun(app, n);
    const floor = await bareSpawn();
    // What a process writes to after it has started another is slower for a while: neither may meet that of the other.
    await sleep(QUIET_MS);
    if (n < 0) continue;
    samples.push(ms);
    bare.push(floor);
  }
  await app.stop();
  const what = `last vote to the step's process${label} (floor: a bare spawn)`;
  return [
    {
      what: `${what}: p50`,
      unit: 'ms',
      value: percentile(samples, 0.5),
      floor: percentile(bare, 0.5),
      promise: atMost(P50, 'floor'),
    },
    {
      what: `${what}: p99`,
      unit: 'ms',
      value: percentile(samples, 0.99),
      floor: percentile(bare, 0.99),
      promise: atMost(P99, 'floor'),
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
  await sleep(QUIET_MS);
  while (performance.now() < giveUpAt) {
    const run = (await app.runs.list({ limit: 5 })).find((one) => one.requestId === requestId);
    if (run?.state === 'succeeded') return Number((await app.runs.output(run.id)).trim()) / 1e6;
    await sleep(20);
  }
  throw new Error(`the run of ${requestId} did not end`);
}
