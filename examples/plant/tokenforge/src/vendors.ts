import { type Context, Hono } from 'hono';
import { answerRpc, ENDPOINTS, isChain } from './chain.ts';
import { hasFault } from './faults.ts';
import type { PlantState } from './state.ts';
import type { Plant } from './store.ts';

const COINGECKO_CREDITS = 10_000;
const ALCHEMY_UNITS = 300_000_000;

/** What the vendors answer: status pages, usage, errors, chains. */
export function vendors(plant: Plant): Hono {
  const app = new Hono();

  app.get('/vercel-status/api/v2/status.json', (c) =>
    c.json({ status: statusOf(hasFault(plant.read(), 'vercel-outage')) }),
  );

  app.get('/sentry/api/0/projects/:org/:project/issues/', (c) =>
    isSigned(c) ? c.json(issues(plant)) : unsigned(c),
  );

  app.get('/coingecko/api/v3/key', (c) => {
    if (c.req.header('x-cg-pro-api-key') === undefined) return unsigned(c);
    const used = hasFault(plant.read(), 'rate-limit') ? COINGECKO_CREDITS : 4_120;
    return c.json({
      plan: 'Analyst',
      monthly_call_credit: COINGECKO_CREDITS,
      current_total_monthly_calls: used,
      current_remaining_monthly_calls: COINGECKO_CREDITS - used,
    });
  });
  app.get('/coingecko/api/v3/ping', (c) =>
    hasFault(plant.read(), 'rate-limit')
      ? c.json({ status: { error_code: 429, error_message: 'Rate limit exceeded' } }, 429)
      : c.json({ gecko_says: '(V3) To the Moon!' }),
  );
  app.get('/alchemy/usage', (c) =>
    isSigned(c) ? c.json({ compute_units: 81_400_000, limit: ALCHEMY_UNITS }) : unsigned(c),
  );
  app.get('/social/rate-limits', (c) =>
    isSigned(c) ? c.json({ limit: 300, remaining: 241, reset: plant.now().toISOString() }) : unsigned(c),
  );

  app.post('/convex/api/query', async (c) => c.json(query(plant.read(), await bodyOf(c))));
  app.post('/rpc/:chain/:name', (c) => rpc(c, plant));
  return app;
}

/** The body of a request that is an object of JSON; of every other nothing. */
export async function bodyOf(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

/** Whether a request carries some credential; the plant keeps none to compare it with. */
export function isSigned(c: Context): boolean {
  return /^(Bearer|OAuth) \S+$/.test(c.req.header('authorization') ?? '');
}

/** The answer to a request without a credential. */
export function unsigned(c: Context): Response {
  return c.json({ detail: 'Authentication credentials were not provided.' }, 401);
}

function statusOf(outage: boolean) {
  return outage
    ? { indicator: 'major', description: 'Partial System Outage' }
    : { indicator: 'none', description: 'All Systems Operational' };
}

function issues(plant: Plant) {
  const state = plant.read();
  const firstSeen = plant.now().toISOString();
  const titles = [
    ...(state.backend.works ? [] : ['TypeError: cannot read properties of undefined (tokens:create)']),
    ...(hasFault(state, 'error-rate') ? ['TimeoutError: upstream took too long'] : []),
  ];
  return titles.map((title, index) => ({ id: String(index + 1), title, level: 'error', firstSeen }));
}

/** As a deployment answers a query over HTTP. */
function query({ backend, tables }: PlantState, { path }: Readonly<Record<string, unknown>>) {
  if (!backend.functions.includes('ops:health') || path !== 'ops:health')
    return { status: 'error', errorMessage: `Could not find public function for '${String(path)}'` };
  return { status: 'success', value: { version: backend.version, works: backend.works, rows: tables } };
}

async function rpc(c: Context, plant: Plant): Promise<Response> {
  const { chain = '', name = '' } = c.req.param();
  if (!isChain(chain) || !ENDPOINTS[chain].some((each) => each === name)) {
    return c.json({ error: 'no such endpoint' }, 404);
  }
  const { method, params } = await bodyOf(c);
  const call = { method: String(method), params: Array.isArray(params) ? params : [] };
  const { status, body } = answerRpc(plant.read(), { chain, name, now: plant.now() }, call);
  return c.json(body, status);
}
