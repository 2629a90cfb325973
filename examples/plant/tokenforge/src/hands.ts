import { Hono } from 'hono';
import { ENDPOINTS, isChain } from './chain.ts';
import { hasFault } from './faults.ts';
import { useEndpoint } from './host.ts';
import { TABLES } from './state.ts';
import type { Plant } from './store.ts';
import { bodyOf } from './vendors.ts';

type Hand = (plant: Plant, given: Readonly<Record<string, unknown>>) => void;

/** What people do outside of chat: in their wallet, in a dashboard, by mail, in a file. */
export const HANDS: Readonly<Record<string, Hand>> = {
  'pause-contract': (plant) =>
    plant.change((state, { now, effect }) => {
      state.contract.pausedAt ??= now.toISOString();
      effect('contract.pause');
    }),
  /** Unless it is said otherwise, to the wallet that is meant. */
  'move-funds': (plant, { to = 'secure' }) =>
    plant.change(({ balances }, { effect }) => {
      if (to === 'secure') balances.secure = String(BigInt(balances.secure) + BigInt(balances.feeCollector));
      balances.feeCollector = '0';
      effect('funds.move');
    }),
  'redeploy-backend': (plant) =>
    plant.change(({ backend }, { effect }) => {
      backend.version -= 1;
      backend.works = true;
      effect('backend.redeploy', { version: backend.version });
    }),
  'request-restore': (plant, { to }) =>
    plant.change((state, { now, effect }) => {
      state.restore = { askedAt: now.toISOString(), to: String(to), doneAt: null };
      effect('restore.request', { to: String(to) });
      if (hasFault(state, 'restore-stuck')) return;
      state.tables = { ...TABLES };
      state.restore.doneAt = now.toISOString();
      effect('restore.done');
    }),
  'restore-environment': (plant, { env }) =>
    plant.change(({ backend }, { effect }) => {
      if (typeof env === 'object' && env !== null) Object.assign(backend.env, env);
      effect('backend.env', { names: Object.keys(backend.env).length });
    }),
  'use-endpoint'(plant, { chain, name }) {
    const [where, endpoint] = [String(chain), String(name)];
    if (!isChain(where) || !ENDPOINTS[where].some((each) => each === endpoint)) return;
    useEndpoint(plant.folder, where, `${plant.read().url}/rpc/${where}/${endpoint}`);
    plant.change((_, { effect }) => effect('rpc.use', { chain: where, name: endpoint }));
  },
};

/** The same over HTTP, for the demo and the tests. */
export function hands(plant: Plant): Hono {
  const app = new Hono();
  app.post('/hands/:name', async (c) => {
    // Asking for the JSON content type keeps forms of foreign pages away.
    if (!c.req.header('content-type')?.startsWith('application/json'))
      return c.json({ error: 'send application/json' }, 400);
    const name = c.req.param('name');
    const hand = Object.hasOwn(HANDS, name) ? HANDS[name] : undefined;
    if (hand === undefined) return c.json({ error: `there are ${Object.keys(HANDS).join(', ')}` }, 404);
    hand(plant, await bodyOf(c));
    return c.json({ done: name });
  });
  return app;
}
