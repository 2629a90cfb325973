// The service x-coin-flywheel: `node service.ts` with its settings in the environment; the container daemon starts it.
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { pubkeyIn } from '../../kit/keys.ts';
import { listen } from '../../kit/server.ts';
import { closeAfterTimeout, isOpen, resetBreaker } from './breaker.ts';
import { configOf } from './config.ts';
import { runEpoch } from './epoch.ts';
import { metrics } from './metrics.ts';
import { openPlant } from './store.ts';

const TICK_MS = 500;
const SLOW_START_MS = 4_000;
const KILLED = 137;

const plant = openPlant(process.env.FLYWHEEL_PLANT_STATE ?? '');
const pace = Number(process.env.FLYWHEEL_PLANT_PACE ?? 1);
const startedAt = performance.now();
const stopping = new AbortController();

/** What the container runs with. It is kept by the daemon, so that an experimenter can look at it. */
const config = () => configOf(plant.read().service.env);
const log = (line: string) => console.log(`${plant.now().toISOString()} ${line}`);

let epoch: Promise<unknown> | undefined;

function beginEpoch(by: string): void {
  epoch = runEpoch(plant, config(), { by, pace, log })
    .catch((error: Error) => log(`ERROR epoch failed: ${error.message}`))
    .finally(() => {
      epoch = undefined;
    });
}

function health() {
  const { epochs, breaker } = plant.read();
  const { intervalMs, scheduled, executorPath } = config();
  const open = isOpen(breaker);
  return {
    status: open ? 'degraded' : 'healthy',
    uptime: Math.floor((performance.now() - startedAt) / 1_000),
    lastEpoch: epochs.lastAt,
    circuitBreaker: open ? 'open' : 'closed',
    nextEpoch: scheduled ? new Date(Date.parse(epochs.lastAt) + intervalMs).toISOString() : null,
    epochRunning: epochs.running !== null,
    executor: pubkeyIn(executorPath),
    cutEpoch: epochs.cut,
  };
}

function isAuthorized(header: string | undefined): boolean {
  const wanted = Buffer.from(`Bearer ${process.env.WEBHOOK_SECRET ?? ''}`);
  const given = Buffer.from(header ?? '');
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function api(): Hono {
  const app = new Hono();
  app.get('/health', (c) => c.json(health()));
  app.use('/webhook/*', async (c, next) => {
    if (!isAuthorized(c.req.header('authorization'))) return c.json({ error: 'invalid webhook secret' }, 401);
    return next();
  });
  app.post('/webhook/trigger', (c) => {
    const { epochs, breaker } = plant.read();
    if (epochs.running !== null) return c.json({ error: 'an epoch runs already' }, 409);
    if (isOpen(breaker)) return c.json({ error: 'the circuit breaker is open' }, 503);
    beginEpoch('webhook');
    return c.json({ epoch: epochs.total + 1, status: 'started' }, 202);
  });
  app.post('/webhook/reset-circuit-breaker', (c) => {
    if (plant.read().faults.includes('no-reset-webhook')) return c.json({ error: 'not found' }, 404);
    plant.change((state, change) => resetBreaker(state, change, 'webhook'));
    return c.json({ accepted: true });
  });
  return app;
}

/** What it finds when it starts: an epoch that died, a breaker whose time is over. */
function takeOver(): void {
  plant.change((state, change) => {
    closeAfterTimeout(state, change);
    const { running } = state.epochs;
    state.epochs.running = null;
    if (running?.swap == null) return;
    state.epochs.cut = { number: running.number, signature: running.swap };
    log(`WARN epoch ${running.number} was cut off after its swap ${running.swap}`);
  });
}

function tick(): void {
  const { epochs, breaker, faults, service } = plant.read();
  // The host is gone, and the container with it.
  if (service.status !== 'running') process.exit(KILLED);
  if (faults.includes('crash')) throw new Error('out of memory');
  const { scheduled, intervalMs } = config();
  const due = Date.parse(epochs.lastAt) + intervalMs <= plant.now().getTime();
  if (scheduled && due && epochs.running === null && !isOpen(breaker)) beginEpoch('scheduler');
}

async function main(): Promise<void> {
  const { faults } = plant.read();
  if (faults.includes('crash') || faults.includes('no-start')) throw new Error('out of memory');
  if (faults.includes('slow-start')) await sleep(SLOW_START_MS);
  pubkeyIn(config().executorPath);
  takeOver();
  const servers = [
    await listen(api(), Number(process.env.PORT)),
    await listen(
      new Hono().get('/metrics', (c) => c.text(metrics(plant.read()))),
      Number(process.env.METRICS_PORT),
    ),
  ];
  log('INFO x-coin-flywheel is up');
  while (!stopping.signal.aborted) {
    tick();
    await sleep(TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  log('INFO stopping: the running epoch is finished first');
  await epoch;
  await Promise.all(servers.map((server) => server.stop()));
}

process.once('SIGTERM', () => stopping.abort());
// The pipe ends with the daemon, even by kill -9.
process.stdin.once('end', () => process.exit(KILLED)).resume();
await main().catch((error: Error) => {
  log(`ERROR ${error.message}`);
  process.exit(1);
});
process.exit(0);
