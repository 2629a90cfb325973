import { type Context, Hono } from 'hono';
import { controlsOf, listen, type RunningServer } from '../../kit/server.ts';
import { accountsOfProgram, MEMBERS, PROGRAM } from './addresses.ts';
import { board } from './board.ts';
import { ChainRefusal, execute, replaceMember, sign } from './chain.ts';
import { switchFault } from './faults.ts';
import { furnish } from './host.ts';
import { FAULTS, UNITS } from './state.ts';
import type { Plant } from './store.ts';
import { isVerb, type Ports, type Supervisor, startSupervisor } from './supervisor.ts';

/** The world around the service: the node of the cluster, and what members sign with. */
export function outside(plant: Plant): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof ChainRefusal) return c.json({ error: error.message }, 409);
    throw error;
  });
  app.post('/rpc', async (c) => answerRpc(plant, c));

  // A member's own device; nobody but the member can press there.
  app.post('/wallet/:member/sign/:proposal', (c) => {
    const member = MEMBERS[Number(c.req.param('member')) - 1]?.pubkey ?? '';
    const { approvals } = plant.change((state, change) =>
      sign(state, change, c.req.param('proposal'), member),
    );
    return c.json({ signatures: approvals.length });
  });
  app.post('/wallet/execute-early/:proposal', (c) => {
    const { signature } = plant.change((state, change) =>
      execute(state, change, c.req.param('proposal'), { waived: true }),
    );
    return c.json({ signature });
  });
  app.post('/wallet/replace/:member/:key', (c) => {
    const from = MEMBERS[Number(c.req.param('member')) - 1]?.pubkey ?? '';
    const signers = MEMBERS.map(({ pubkey }) => pubkey).filter((pubkey) => pubkey !== from);
    plant.change((state, change) => replaceMember(state, change, { from, to: c.req.param('key'), signers }));
    return c.json({ members: plant.read().multisig.members });
  });
  return app;
}

async function answerRpc(plant: Plant, c: Context): Promise<Response> {
  const { faults } = plant.read();
  if (faults.includes('rpc-down')) return c.text('', 503);
  const body: unknown = await c.req.json().catch(() => undefined);
  const method = typeof body === 'object' && body !== null && 'method' in body ? body.method : undefined;
  if (method === 'getHealth') return c.json({ jsonrpc: '2.0', id: 1, result: 'ok' });
  if (method !== 'getProgramAccounts')
    return c.json({ jsonrpc: '2.0', id: 1, error: { code: -32_601, message: 'Method not found' } });
  const accounts = accountsOfProgram();
  const listed = faults.includes('accounts-twice') ? [...accounts, ...accounts.slice(0, 5)] : accounts;
  const account = { data: ['', 'base64'], owner: PROGRAM, lamports: 2_039_280, executable: false };
  return c.json({ jsonrpc: '2.0', id: 1, result: listed.map((pubkey) => ({ pubkey, account })) });
}

/** Listens on loopback only; port 0 takes a free one. It answers once database and service are up. */
export async function startServer(plant: Plant, port: number, ports: Ports): Promise<RunningServer> {
  const started = Promise.withResolvers<Supervisor>();
  const app = new Hono();
  app.post('/systemd/:verb/:unit', async (c) => {
    const verb = c.req.param('verb');
    const unit = UNITS.find((each) => each === c.req.param('unit'));
    if (!isVerb(verb) || unit === undefined) return c.json({ error: 'no such verb or unit' }, 404);
    return c.json(await (await started.promise).command(verb, unit));
  });
  app.route('/', outside(plant));
  app.route('/', controlsOf({ plant, switches: FAULTS, switchFault, board: () => board(plant) }));
  const server = await listen(app, port);
  const places = { plant: server.url, api: `http://127.0.0.1:${ports.api}`, databasePort: ports.database };
  plant.change((state) => {
    state.places = places;
  });
  furnish(plant.folder, places);
  const supervisor = await startSupervisor(plant, ports);
  started.resolve(supervisor);
  return {
    url: server.url,
    async stop() {
      await supervisor.stop();
      await server.stop();
    },
  };
}
