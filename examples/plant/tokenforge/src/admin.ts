import { type Context, Hono } from 'hono';
import { hasFault } from './faults.ts';
import { FLAGS, type FlagName } from './state.ts';
import type { Change, Plant } from './store.ts';
import { bodyOf, isSigned, unsigned } from './vendors.ts';

/** What the operators of this installation have beside what the document names: flags, and places to post to. */
export function admin(plant: Plant): Hono {
  const app = new Hono();

  app.put('/admin/flags/:flag', async (c) => {
    if (!isSigned(c)) return unsigned(c);
    const flag = FLAGS.find((each) => each === c.req.param('flag'));
    const { on } = await bodyOf(c);
    if (flag === undefined) return c.json({ error: `no flag; there are ${FLAGS.join(', ')}` }, 404);
    if (typeof on !== 'boolean') return c.json({ error: 'send {"on": true} or {"on": false}' }, 400);
    setFlag(plant, flag, on);
    return c.json({ flag, on });
  });

  app.post('/admin/broadcast', (c) => post(c, plant, 'broadcast'));
  app.post('/statuspage/v1/pages/:page/incidents', (c) => post(c, plant, 'status-page'));
  app.get('/status', (c) => c.json({ posts: plant.read().posts.toReversed() }));
  return app;
}

function setFlag(plant: Plant, flag: FlagName, on: boolean): void {
  plant.change((state, { effect }) => {
    // The service says yes to what it does not do: only a look from outside tells.
    if (hasFault(state, 'flags-ignored') || state.flags[flag] === on) return;
    state.flags[flag] = on;
    effect('flag.set', { flag, on });
  });
}

async function post(c: Context, plant: Plant, where: 'status-page' | 'broadcast'): Promise<Response> {
  if (!isSigned(c)) return unsigned(c);
  const { message, incident } = await bodyOf(c);
  const text = where === 'broadcast' ? message : textOf(incident);
  if (typeof text !== 'string' || text === '') return c.json({ error: 'it says nothing' }, 422);
  plant.change((state, { now, effect }: Change) => {
    state.posts.push({ at: now.toISOString(), where, text });
    effect('post.publish', { where, text });
  });
  return c.json({ published: true }, 201);
}

function textOf(incident: unknown): unknown {
  return typeof incident === 'object' && incident !== null && 'body' in incident ? incident.body : undefined;
}
