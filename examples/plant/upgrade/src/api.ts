import { type Context, Hono } from 'hono';
import type { Sql } from 'postgres';
import { ChainRefusal, cancel, execute, propose } from './chain.ts';
import { metrics } from './metrics.ts';
import { progressOf, startJob, switchJob } from './migration.ts';
import type { PlantState, Proposal } from './state.ts';
import type { Plant } from './store.ts';

/** What the service answers. The chain decides; the service only passes on, and keeps its own migrations. */
export function api(plant: Plant, sql: Sql): Hono {
  const app = new Hono();
  app.use(async (_, next) => {
    // It has the connection and says nothing.
    if (plant.read().faults.includes('api-hangs')) await new Promise(() => {});
    await next();
  });
  app.onError((error, c) =>
    error instanceof ChainRefusal
      ? c.json({ error: error.message }, error.message.startsWith('There is no') ? 404 : 409)
      : c.json({ error: `database: ${error.message}` }, 503),
  );

  app.get('/health', async (c) => {
    await sql`select 1`;
    return c.json({ status: 'healthy', database: 'connected' });
  });
  app.get('/metrics', async (c) => c.json(await metrics(sql, plant)));
  app.post('/admin/notify', async (c) => {
    const { proposal_id: proposal, message } = await textsOf(c);
    shown(plant.read(), proposal ?? '');
    plant.change((_, { effect }) =>
      effect('members.notify', { proposal: proposal ?? '', message: message ?? '' }),
    );
    return c.json({ notified: plant.read().multisig.members.length }, 202);
  });
  ofProposals(app, plant);
  ofMigrations(app, plant, sql);
  return app;
}

function ofProposals(app: Hono, plant: Plant): void {
  app.get('/proposals', (c) => {
    const state = plant.read();
    const open = state.proposals.filter(({ status }) => status === 'pending' || status === 'approved');
    return c.json({ proposals: open.map(({ id }) => shown(state, id)) });
  });
  app.post('/proposals', async (c) => {
    const { buffer = '', description = '' } = await textsOf(c);
    const { id } = plant.change((state, change) => propose(state, change, { buffer, description }));
    return c.json({ proposal_id: id }, 201);
  });
  app.get('/proposals/:id', (c) => c.json(shown(plant.read(), c.req.param('id'))));
  app.post('/proposals/:id/approve', (c) =>
    c.json(
      { error: 'members sign on their own devices: this service takes no keys and no paths to keys' },
      403,
    ),
  );
  app.post('/proposals/:id/execute', async (c) => {
    if ('executor_keypair_path' in (await textsOf(c)))
      return c.json({ error: "the executor's key stands in the settings of the service: send no path" }, 403);
    const { signature } = plant.change((state, change) => execute(state, change, c.req.param('id')));
    return c.json({ status: 'executed', tx_signature: signature });
  });
  app.post('/proposals/:id/cancel', async (c) => {
    const { reason = '' } = await textsOf(c);
    plant.change((state, change) => cancel(state, change, c.req.param('id'), reason));
    return c.json(shown(plant.read(), c.req.param('id')));
  });
}

function ofMigrations(app: Hono, plant: Plant, sql: Sql): void {
  app.post('/migration/start', async (c) => {
    const { proposal = '', accounts = '' } = await textsOf(c);
    const job = await startJob(sql, plant, {
      proposal,
      accounts: accounts.split('\n').filter((line) => line !== ''),
    });
    return c.json({ job_id: job }, 201);
  });
  app.get('/migration/:job/progress', async (c) => {
    if (plant.read().faults.includes('migration-accepted')) return c.body(null, 202);
    const progress = await progressOf(sql, plant, c.req.param('job'));
    return progress === undefined ? c.json({ error: 'There is no such job' }, 404) : c.json(progress);
  });
  for (const [verb, status] of [
    ['pause', 'paused'],
    ['resume', 'in_progress'],
  ] as const) {
    app.post(`/migration/:job/${verb}`, async (c) => {
      const found = await switchJob(sql, plant, c.req.param('job'), status);
      return found ? c.json({ status }) : c.json({ error: 'There is no such job that runs' }, 404);
    });
  }
}

/** A proposal as the service writes it. */
function shown(state: PlantState, id: string) {
  const found = state.proposals.find((each) => each.id === id);
  if (found === undefined) throw new ChainRefusal(`There is no proposal ${id}`);
  return {
    id,
    status: found.status,
    buffer: found.buffer,
    buffer_hash: found.hash,
    description: found.description,
    approval_count: found.approvals.length,
    threshold: state.multisig.threshold,
    approvals: found.approvals,
    created_at: found.createdAt,
    approved_at: found.approvedAt,
    timelock_until: timelockOf(state, found),
    tx_signature: found.signature,
  };
}

function timelockOf({ faults }: PlantState, { timelockUntil }: Proposal): string | number | null {
  if (timelockUntil === null || !faults.includes('timelock-epoch')) return timelockUntil;
  return Math.floor(Date.parse(timelockUntil) / 1_000);
}

/** The texts of a body; what is none, or no JSON, is not there. */
async function textsOf(c: Context): Promise<Readonly<Record<string, string>>> {
  const body: unknown = await c.req.json().catch(() => ({}));
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
