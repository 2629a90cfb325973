import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../src/files/project-root.ts';
import { atMost, type Figure } from './figure.ts';
import { median } from './measure.ts';
import type { BenchServer } from './server.ts';

const STARTS = 5;
const SETTLE_MS = 2_000;
/** Times of an empty Node: from its start to ready, on the machine's own speed. */
const MAX_STARTS = 25;
const MAX_MB = 200;

/** Time to ready and resident memory, as whole processes: the demo when it is warm, and the bundle on Postgres. */
export async function benchReadiness(server: BenchServer): Promise<Figure[]> {
  const bundle = join(projectRoot, 'dist', 'keyturn.mjs');
  if (!existsSync(bundle)) throw new Error('there is no bundle: run `npm run build` first');
  const home = await mkdtemp(join(tmpdir(), 'keyturn-bench-'));
  const settings = {
    ...process.env,
    HEALTH_ADDR: '127.0.0.1:0',
    KEYTURN_CONFIG: join(projectRoot, 'examples', 'demo', 'keyturn.yaml'),
  };
  const demo = await starts(['bin/keyturn.mjs', 'demo', '--home', join(home, 'demo')], process.env);
  const floor = await starts(['-e', "console.log('ready'); setInterval(() => {}, 1e6)"], process.env);
  const production = await starts([bundle, 'start'], {
    ...settings,
    DATABASE_URL: server.url,
    KEYTURN_HOME: join(home, 'production'),
  });
  return [
    {
      what: 'demo, warm: time to ready',
      unit: 's',
      value: demo.seconds,
      floor: floor.seconds,
    },
    {
      what: 'demo, warm: resident',
      unit: 'MB',
      value: demo.megabytes,
      floor: floor.megabytes,
    },
    {
      what: 'bundle on Postgres: time to ready (floor: an empty Node)',
      unit: 's',
      value: production.seconds,
      floor: floor.seconds,
      promise: atMost(MAX_STARTS, 'floor'),
    },
    {
      what: 'bundle on Postgres: resident (floor: an empty Node)',
      unit: 'MB',
      value: production.megabytes,
      floor: floor.megabytes,
      promise: atMost(MAX_MB),
    },
  ];
}

/** Medians over several starts; the first, which fills caches and makes the database, does not count. */
async function starts(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ seconds: number; megabytes: number }> {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let n = 0; n <= STARTS; n += 1) {
    const before = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(child);
    const took = (performance.now() - before) / 1000;
    await sleep(SETTLE_MS);
    const resident = residentMegabytes(child.pid ?? 0);
    child.kill('SIGTERM');
    await once(child, 'exit');
    if (n === 0) continue;
    seconds.push(took);
    megabytes.push(resident);
  }
  return { seconds: median(seconds), megabytes: median(megabytes) };
}

async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (/\bready\b/.test(chunk.toString())) resolve();
    });
    child.once('exit', (code) =>
      reject(new Error(`it ended with exit code ${code} instead of getting ready`)),
    );
  });
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
