// The process that trades: `node trader.ts`; the daemon of the host starts it. What it knows, it alone writes.
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { listen } from '../../kit/server.ts';
import { control } from './control.ts';
import { hasFault } from './faults.ts';
import { log } from './journal.ts';
import { anomalies, health, metrics, reconciliation } from './readings.ts';
import { problemOf, readSettings } from './settings.ts';
import { openPlant } from './store.ts';
import { addTrade, ofToday, summaryOf } from './trades.ts';

const TICK_MS = 300;
const TRADE_EVERY_MS = 60_000;
const RPC_TIMEOUT_MS = 5_000;
const KILLED = 137;
/** What EX_CONFIG says: started with settings that it does not take. */
const MISCONFIGURED = 78;
/** The primary endpoint has its key in its address. */
const RPC_KEY = 'demo-rpc-key';

const plant = openPlant(process.env.QUANT_PLANT_STATE ?? '');
const instance = { pid: process.pid, startedAt: plant.now().toISOString() };
const settings = readSettings(plant.folder);

/** Asks the endpoint that it uses, in milliseconds; as long as it waits where none comes. */
async function responseTime(): Promise<number> {
  const { url, trader } = plant.read();
  const address = `${url}/rpc/${trader.endpoint}${trader.endpoint === 'primary' ? `/${RPC_KEY}` : ''}`;
  const begun = performance.now();
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] });
  const signal = AbortSignal.timeout(RPC_TIMEOUT_MS);
  const answered = await fetch(address, { method: 'POST', body, signal }).then(
    ({ ok }) => ok,
    () => false,
  );
  return answered ? Math.round(performance.now() - begun) : RPC_TIMEOUT_MS;
}

function api(): Hono {
  const app = new Hono();
  app.get('/api/health', (c) =>
    c.json({ ...health(plant.read()), instance, now: plant.now().toISOString() }),
  );
  app.get('/api/metrics', async (c) => c.json(metrics(plant.read(), plant.now(), await responseTime())));
  app.get('/api/settings', (c) => c.json(settings));
  app.get('/api/trades', (c) => c.json(plant.read().trades));
  app.get('/api/summary', (c) => {
    const { trades } = plant.read();
    return c.json(summaryOf(c.req.query('period') === 'today' ? ofToday(trades, plant.now()) : trades));
  });
  app.get('/api/providers', (c) => c.json(plant.read().providers));
  app.get('/api/providers/:name', (c) => {
    const provider = plant.read().providers[c.req.param('name')];
    return provider === undefined ? c.json({ error: 'no such provider' }, 404) : c.json(provider);
  });
  app.get('/api/anomalies', (c) => c.json(anomalies(plant.read())));
  app.get('/api/reconciliation', (c) => c.json(reconciliation(plant.read())));
  app.route('/api/control', control(plant));
  return app;
}

/** Whoever starts it by hand lets it trade by hand: it comes up with its breaker open. */
function comeUpPaused(): void {
  plant.change(({ trader }, { now }) => {
    if (trader.breaker.open) return;
    const reason = 'started, and nobody has let it trade yet';
    trader.breaker = { ...trader.breaker, open: true, reason, since: now.toISOString() };
  });
}

function tick(): void {
  const state = plant.read();
  if (hasFault(state, 'errors')) log(plant, 'ERROR request to the RPC endpoint failed: 503');
  const held = state.trader.breaker.open || state.trader.shutdown;
  const due = Date.parse(state.trades.at(-1)?.at ?? '') + TRADE_EVERY_MS <= plant.now().getTime();
  if (held ? hasFault(state, 'trades-on') : due) {
    plant.change(({ trades }, { now }) => addTrade(trades, { at: now }));
  }
}

async function main(): Promise<void> {
  const problem = problemOf(settings);
  if (problem !== undefined) {
    log(plant, `ERROR the trader does not start: ${problem}`);
    process.exit(MISCONFIGURED);
  }
  if (process.env.QUANT_STARTED_BY_HAND === '1') comeUpPaused();
  await listen(api(), Number(process.env.QUANT_TRADER_PORT));
  log(plant, `INFO the trader is up, process ${process.pid}`);
  for (;;) {
    tick();
    await sleep(TICK_MS);
  }
}

process.on('SIGTERM', () => {
  if (!hasFault(plant.read(), 'slow-stop')) process.exit(0);
});
// The pipe ends with the daemon, even by kill -9.
process.stdin.once('end', () => process.exit(KILLED)).resume();
await main();
