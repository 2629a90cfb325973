import { Hono } from 'hono';
import { controlsOf, listen, type RunningServer } from '../../kit/server.ts';
import { board } from './board.ts';
import { type Daemon, type Ports, startDaemon } from './daemon.ts';
import { switchFault } from './faults.ts';
import { furnish, headOf, hostOf } from './host.ts';
import { impactBps, outAmount, RPC_ENDPOINTS, rpcHealth } from './market.ts';
import { FAULTS } from './state.ts';
import type { Plant } from './store.ts';

/** Lamports that one USD is worth, for quotes. */
const LAMPORTS_PER_USD = 5_900_000;
/** What the exchange knows the demo by. It opens nothing else. */
const QUOTE_KEY = 'jupiter-key-of-the-demo';

/** The world around the service: RPC endpoints and the quotes of the exchange. */
export function outside(plant: Plant): Hono {
  const app = new Hono();

  app.post('/rpc/:name', (c) => {
    const name = RPC_ENDPOINTS.find((each) => each === c.req.param('name'));
    if (name === undefined) return c.json({ error: 'no such endpoint' }, 404);
    const health = rpcHealth(plant.read(), name);
    if (health === 'limited') return c.json({ error: { code: 429, message: 'Too Many Requests' } }, 429);
    if (health === 'down') return c.text('', 503);
    if (health === 'behind') {
      const error = {
        code: -32_005,
        message: 'Node is behind by 4200 slots',
        data: { numSlotsBehind: 4_200 },
      };
      return c.json({ jsonrpc: '2.0', id: 1, error });
    }
    return c.json({ jsonrpc: '2.0', id: 1, result: 'ok' });
  });

  // The host of the sixth version is retired.
  app.get('/jup/v6/quote', (c) => c.json({ error: 'This version is retired. Use /swap/v1/quote.' }, 410));

  app.get('/jup/swap/v1/quote', (c) => {
    if (c.req.header('x-api-key') !== QUOTE_KEY) return c.json({ code: 401, message: 'Unauthorized' }, 401);
    const { inputMint, outputMint, amount } = c.req.query();
    const lamports = Number(amount);
    if (!inputMint || !outputMint || !(lamports > 0))
      return c.json({ error: 'inputMint, outputMint and amount are needed' }, 400);
    const usd = lamports / LAMPORTS_PER_USD;
    const state = plant.read();
    const bps = impactBps(state, usd);
    return c.json({
      inputMint,
      outputMint,
      inAmount: amount,
      outAmount: String(outAmount(state, usd)),
      // A fraction, whatever its name says: 0.01 is one percent.
      priceImpactPct: String(bps / 10_000),
    });
  });
  return app;
}

/** Listens on loopback only; port 0 takes a free one. What ran when the plant ended is started again. */
export async function startServer(plant: Plant, port: number, ports: Ports): Promise<RunningServer> {
  const started = Promise.withResolvers<Daemon>();
  const app = new Hono();
  app.post('/docker/:verb', async (c) => {
    const daemon = await started.promise;
    const force = c.req.query('force') === 'true';
    return c.json(await daemon.command(c.req.param('verb'), { force }));
  });
  app.route('/', outside(plant));
  app.route('/', controlsOf({ plant, switches: FAULTS, switchFault, board: () => board(plant) }));
  const server = await listen(app, port);
  const isNew = settle(plant, server.url);
  const daemon = startDaemon(plant, ports);
  if (isNew) await daemon.command('up', {});
  started.resolve(daemon);
  return {
    url: server.url,
    async stop() {
      await daemon.stop();
      await server.stop();
    },
  };
}

/** Remembers where the plant answers, and furnishes its host. Answers whether that is the first time. */
function settle(plant: Plant, url: string): boolean {
  return plant.change((state, { now }) => {
    const isNew = state.url === '';
    state.url = url;
    furnish(plant.folder, url, now);
    state.image ??= headOf(hostOf(plant.folder).app);
    return isNew;
  });
}
