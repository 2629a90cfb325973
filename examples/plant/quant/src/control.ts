import { type Context, Hono } from 'hono';
import { hasFault } from './faults.ts';
import { log } from './journal.ts';
import { ENDPOINTS, type PlantState } from './state.ts';
import type { Change, Plant } from './store.ts';
import { addTrade } from './trades.ts';

type Values = Readonly<Record<string, string>>;
/** Changes what the trader knows. Answers what is wrong with the values, if anything is. */
type Command = (state: PlantState, change: Change, values: Values) => string | undefined;

/** How the trader is told: what each command does to it. */
const COMMANDS: Readonly<Record<string, Command>> = {
  pause(state, { now, effect }, { reason }) {
    if (reason === undefined) return 'say a reason';
    const since = state.trader.breaker.since ?? now.toISOString();
    state.trader.breaker = { ...state.trader.breaker, open: true, reason, since };
    effect('trading.pause', { reason });
    if (hasFault(state, 'trades-on')) addTrade(state.trades, { at: now });
    return undefined;
  },
  shutdown(state, { now, effect }, { reason }) {
    if (reason === undefined) return 'say a reason';
    state.trader.shutdown = true;
    state.trader.breaker = { ...state.trader.breaker, open: true, reason, since: now.toISOString() };
    effect('trading.shutdown', { reason });
    return undefined;
  },
  resume({ trader }, { effect }, { percent }) {
    const size = Number(percent);
    if (!(size > 0 && size <= 100)) return 'percent is a number up to 100';
    trader.shutdown = false;
    trader.breaker = { open: false, reason: null, since: null, armed: true };
    trader.sizePercent = size;
    effect('trading.resume', { percent: size });
    return undefined;
  },
  override({ trader }, { effect }) {
    if (trader.shutdown) return 'an emergency shutdown is no trip of the breaker';
    trader.breaker = { open: false, reason: null, since: null, armed: false };
    effect('breaker.override');
    return undefined;
  },
  arm({ trader }, { effect }) {
    trader.breaker.armed = true;
    effect('breaker.arm');
    return undefined;
  },
  endpoint({ trader }, { effect }, { endpoint }) {
    const known = ENDPOINTS.find((each) => each === endpoint);
    if (known === undefined) return `there are ${ENDPOINTS.join(', ')}`;
    trader.endpoint = known;
    effect('rpc.switch', { endpoint: known });
    return undefined;
  },
  prefer({ trader, providers }, { effect }, { provider = '' }) {
    if (!Object.hasOwn(providers, provider)) return 'no such provider';
    trader.preferred = provider;
    effect('provider.switch', { provider });
    return undefined;
  },
  online(state, { effect }, { provider = '' }) {
    const known = Object.hasOwn(state.providers, provider) ? state.providers[provider] : undefined;
    if (known === undefined) return 'no such provider';
    effect('provider.online', { provider });
    // It fails again at once where it really does.
    if (provider === 'aave' && hasFault(state, 'provider-down')) return undefined;
    state.providers[provider] = { ...known, status: 'healthy', consecutive_failures: 0, last_error: null };
    return undefined;
  },
};

/** The door of the trader for whoever operates it: `POST /<command>` with JSON. */
export function control(plant: Plant): Hono {
  const app = new Hono();
  app.post('/:command', async (c) => {
    const name = c.req.param('command');
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) return c.json({ error: `no command ${name}` }, 404);
    const values = await valuesOf(c);
    if (hasFault(plant.read(), 'deaf') && (name === 'pause' || name === 'shutdown'))
      return c.json({ done: true });
    const problem = plant.change((state, change) => command(state, change, values));
    if (problem !== undefined) return c.json({ error: problem }, 400);
    log(plant, `INFO told to ${name}`);
    return c.json({ done: true });
  });
  return app;
}

async function valuesOf(c: Context): Promise<Values> {
  const body: unknown = await c.req.json().catch(() => ({}));
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
}
