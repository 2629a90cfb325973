import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { setFault } from './faults.ts';
import { economicReading, healthReading, liquidityReading, oracleReading } from './readings.ts';
import { FAULTS, isFault } from './state.ts';
import type { Plant } from './store.ts';
import { buybackSpentToday } from './units.ts';

const HOST = '127.0.0.1';
const SHOWN_EFFECTS = 12;

/** The monitoring dashboard of TWIST, and the switches of the experimenter. */
export function createServer(plant: Plant): Hono {
  const app = new Hono();

  app.get('/health', (c) => c.json(healthReading(plant.read())));

  app.get('/api/circuit-breaker', (c) => {
    const { state, reason, trippedAt, cooldownEndsAt, lastResetAt } = plant.read().breaker;
    return c.json({ state, reason, trippedAt, cooldownEndsAt, lastResetAt });
  });

  app.get('/api/operations', (c) => {
    const { paused, pausedAt, pausedBy } = plant.read().operations;
    return c.json({ paused, pausedAt, pausedBy });
  });

  app.get('/api/decay', (c) => {
    const { lastDecayAt, startedAt } = plant.read().decay;
    return c.json({ lastDecayAt, startedAt });
  });

  app.get('/api/overview', (c) => c.json(overview(plant)));

  app.post('/faults/:name', async (c) => {
    const name = c.req.param('name');
    if (!isFault(name))
      return c.json({ error: `no fault ${name}; there are ${Object.keys(FAULTS).join(', ')}` }, 404);
    const on = await switchPosition(c.req.raw);
    if (on === undefined)
      return c.json({ error: 'send {"on": true} or {"on": false} as application/json' }, 400);
    plant.change((state, { now }) => setFault(state, name, on, now));
    return c.json({ fault: name, on });
  });

  app.get('/', async (c) => c.html(await readFile(new URL('page.html', import.meta.url), 'utf8')));

  return app;
}

function overview(plant: Plant) {
  const state = plant.read();
  const now = plant.now();
  return {
    now: now.toISOString(),
    health: healthReading(state),
    breaker: state.breaker,
    operations: state.operations,
    decay: state.decay,
    units: state.units,
    buyback_spent_usdc: buybackSpentToday(state, now),
    economic: economicReading(state, now),
    oracles: oracleReading(state, now),
    liquidity: liquidityReading(state, now),
    proposals: state.proposals,
    faults: Object.entries(FAULTS).map(([name, meaning]) => ({
      name,
      meaning,
      on: state.faults.some((fault) => fault === name),
    })),
    effects: plant.effects().slice(-SHOWN_EFFECTS).reverse(),
  };
}

// Asking for the JSON content type keeps forms of foreign pages away from the switches.
async function switchPosition(request: Request): Promise<boolean | undefined> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) return undefined;
  // What is no JSON is refused like any other body that names no position.
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || !('on' in body)) return undefined;
  return typeof body.on === 'boolean' ? body.on : undefined;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on loopback only; port 0 takes a free one. */
export async function startServer(plant: Plant, port: number): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch: createServer(plant).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${address.port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
