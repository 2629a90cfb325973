import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { type Chain, ENDPOINTS, endpointHealth, isChain } from './chain.ts';
import { hasFault } from './faults.ts';
import { readSettings } from './host.ts';
import type { PlantState } from './state.ts';
import type { Plant } from './store.ts';

const SLOW_MS = 4_000;

/** What users meet: the website, the API and the monitoring that watches both. */
export function site(plant: Plant): Hono {
  const app = new Hono();

  app.use('*', async (_, next) => {
    if (hasFault(plant.read(), 'slow-site')) await sleep(SLOW_MS);
    await next();
  });

  app.get('/site', (c) => {
    const state = plant.read();
    if (hasFault(state, 'vercel-outage')) return c.text('', 502);
    c.header('x-vercel-id', state.production.id);
    return serves(state) ? c.html('<title>TokenForge</title>') : c.text('FUNCTION_INVOCATION_FAILED', 500);
  });

  app.get('/api/health', (c) => {
    const state = plant.read();
    if (hasFault(state, 'api-down')) return c.json({ status: 'down' }, 503);
    return c.json(apiHealth(state, plant.folder));
  });

  app.get('/api/tokens', (c) => listTokens(c, plant.read()));
  app.post('/api/tokens', (c) => createToken(c, plant));

  app.get('/monitoring/dashboard', (c) => c.html('<title>Monitoring</title>'));
  app.get('/monitoring/api/overview', (c) => c.json(monitoring(plant.read())));
  app.get('/monitoring/api/security', (c) => c.json(security(plant.read())));
  return app;
}

/** Whether the release that is in production works. */
export function serves(state: PlantState): boolean {
  return state.deployments.find(({ id }) => id === state.production.id)?.works === true;
}

/** What the API says of itself. */
export function apiHealth(state: PlantState, folder: string) {
  const { rpc, gas } = state.kept ?? readSettings(folder);
  const chains = chainsOf(state, rpc);
  const { flags } = state;
  const well = state.backend.works && Object.values(chains).every((each) => each === 'connected');
  return {
    status: well && !flags.emergency ? 'ok' : 'degraded',
    access: flags['public-access'] && !flags.emergency ? 'public' : 'closed',
    mode: flags['cache-only'] ? 'cache-only' : 'normal',
    writes: flags['write-stop'] || flags.emergency ? 'stopped' : 'open',
    nonCritical: flags.queue ? 'queued' : 'served',
    prices: !hasFault(state, 'rate-limit') || flags['cache-only'] ? 'available' : 'missing',
    backend: state.backend.version,
    chains,
    rpc,
    gas,
    cacheClearedAt: state.cacheClearedAt,
  };
}

function chainsOf(
  state: PlantState,
  used: Readonly<Record<Chain, string>>,
): Record<string, 'connected' | 'lost'> {
  const chains = Object.entries(used).map(([chain, url]) => [chain, isConnected(state, chain, url)]);
  return Object.fromEntries(chains);
}

function isConnected(state: PlantState, chain: string, url: string): 'connected' | 'lost' {
  const name = url.split('/').at(-1) ?? '';
  return isChain(chain) && knows(chain, name) && endpointHealth(state, chain, name) === 'well'
    ? 'connected'
    : 'lost';
}

function knows(chain: Chain, name: string): boolean {
  return ENDPOINTS[chain].some((each) => each === name);
}

function refusal(c: Context, state: PlantState): Response | undefined {
  if (state.flags.emergency) return c.json({ error: 'emergency mode' }, 503);
  if (!state.flags['public-access']) return c.json({ error: 'public access is closed' }, 403);
  return undefined;
}

function listTokens(c: Context, state: PlantState): Response {
  const refused = refusal(c, state);
  if (refused !== undefined) return refused;
  if (!state.backend.functions.includes('tokens:list')) return c.json({ error: 'no such function' }, 500);
  c.header('x-cache', state.flags['cache-only'] ? 'HIT' : 'MISS');
  return c.json({ tokens: state.tables.tokens ?? 0 });
}

function createToken(c: Context, plant: Plant): Response {
  const state = plant.read();
  const refused = refusal(c, state);
  if (refused !== undefined) return refused;
  if (state.flags['write-stop']) return c.json({ error: 'writes are stopped' }, 503);
  if (!state.backend.works) return c.json({ error: 'the function failed' }, 500);
  plant.change(({ tables }, { effect }) => {
    tables.tokens = (tables.tokens ?? 0) + 1;
    effect('token.create');
  });
  return c.json({ created: true }, 201);
}

function monitoring(state: PlantState) {
  const failing = hasFault(state, 'error-rate') || !state.backend.works;
  const silent = hasFault(state, 'monitoring-silent');
  return {
    monitors: 14,
    receiving: silent ? 12 : 14,
    daily_active_users: 812,
    tokens_created: 37,
    volume_usd: 184_220,
    requests_5m: 2_140,
    error_rate: failing ? 0.071 : 0.004,
    p95_ms: hasFault(state, 'slow-site') ? 4_180 : 212,
    slowest: [{ function: 'tokens:list', p95_ms: 340 }],
  };
}

function security(state: PlantState) {
  const breached = hasFault(state, 'breach');
  return {
    failed_logins: breached ? 412 : 9,
    suspicious: breached ? [{ credential: 'ci-deploy', from: '198.51.100.23', tokens_created: 61 }] : [],
    access_log: breached ? ['ana', 'ci-deploy'] : ['ana'],
  };
}
