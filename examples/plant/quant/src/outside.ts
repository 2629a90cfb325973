import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { hasFault } from './faults.ts';
import { endpointState, gasPrice } from './market.ts';
import { ENDPOINTS } from './state.ts';
import type { Plant } from './store.ts';

const RPC_KEY = 'demo-rpc-key';
const GAS_KEY = 'demo-gas-key';
const FIRST_BLOCK = 19_000_000;
const BLOCK_MS = 12_000;

/** The world around the trader: RPC endpoints, both versions of the gas API, and who takes mails and pages. */
export function outside(plant: Plant): Hono {
  const app = new Hono();
  // The address of the primary endpoint ends with its key; the others have none.
  app.post('/rpc/primary/:key', (c) =>
    answerRpc(plant, 'primary', c.req.raw, c.req.param('key') === RPC_KEY),
  );
  app.post('/rpc/:name', (c) =>
    answerRpc(plant, c.req.param('name'), c.req.raw, c.req.param('name') !== 'primary'),
  );

  app.get('/api', (c) =>
    c.json({
      status: '0',
      message: 'NOTOK',
      result: 'You are using a deprecated V1 endpoint, switch to V2.',
    }),
  );
  app.get('/v2/api', (c) => {
    const state = plant.read();
    if (hasFault(state, 'gas-api-down')) return c.text('Bad Gateway', 502);
    const { chainid, module, action, apikey } = c.req.query();
    if (apikey !== GAS_KEY) return c.json({ status: '0', message: 'NOTOK', result: 'Invalid API Key' });
    if (chainid !== '1' || module !== 'gastracker' || action !== 'gasoracle')
      return c.json({
        status: '0',
        message: 'NOTOK',
        result: 'Missing or unsupported chainid, module or action',
      });
    const { gwei } = gasPrice(state);
    const prices = { SafeGasPrice: gwei - 1, ProposeGasPrice: gwei, FastGasPrice: gwei + 3 };
    const result = Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, String(price)]));
    return c.json({ status: '1', message: 'OK', result });
  });

  app.post('/alerts', async (c) => {
    const { to, text } = (await c.req.json()) as { to: string; text: string };
    if (hasFault(plant.read(), 'mail-down')) return c.json({ error: 'greylisted' }, 451);
    plant.change((state, { now, effect }) => {
      state.sent.push({ at: now.toISOString(), to, text });
      effect('alert.send', { to });
    });
    return c.json({ queued: true });
  });
  return app;
}

async function answerRpc(plant: Plant, name: string, request: Request, allowed: boolean): Promise<Response> {
  const endpoint = ENDPOINTS.find((each) => each === name);
  if (endpoint === undefined) return Response.json({ error: 'no such endpoint' }, { status: 404 });
  if (!allowed) return Response.json({ error: 'Must be authenticated!' }, { status: 401 });
  const { status, latencyMs } = endpointState(plant.read(), endpoint);
  await sleep(latencyMs);
  if (status !== 200) return new Response('', { status });
  const { id, method, params } = (await request.json()) as { id: unknown; method: string; params: string[] };
  const result = resultOf(plant, method, params);
  if (result === undefined)
    return Response.json({ jsonrpc: '2.0', id, error: { code: -32_601, message: 'Method not found' } });
  return Response.json({ jsonrpc: '2.0', id, result });
}

function resultOf(plant: Plant, method: string, [address = '']: readonly string[]): string | undefined {
  if (method === 'eth_blockNumber') return hex(FIRST_BLOCK + Math.floor(plant.now().getTime() / BLOCK_MS));
  if (method === 'eth_getBalance') return hex(BigInt(plant.read().balances[address.toLowerCase()] ?? 0));
  return undefined;
}

function hex(number: number | bigint): string {
  return `0x${number.toString(16)}`;
}
