import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Switches } from './faults.ts';
import type { BaseState, Effect } from './state.ts';
import type { Store } from './store.ts';

const HOST = '127.0.0.1';
const SHOWN_EFFECTS = 12;

/** One table of the page: names and values; how good a value is says `tone`. */
export interface Section {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: unknown, tone?: Tone])[];
}
export type Tone = 'good' | 'warn' | 'bad';

/** What a plant shows of itself. */
export interface Board {
  readonly name: string;
  readonly verdict: readonly [text: string, tone: Tone];
  readonly sections: readonly Section[];
}

/** What the experimenter sees and switches. */
export interface Controls<State extends BaseState> {
  readonly plant: Store<State>;
  readonly switches: Switches;
  /** Turns a switch on or off; the name is one of `switches`. */
  switchFault(plant: Store<State>, name: string, on: boolean): void;
  board(): Board;
}

/** The page of a plant at `/`, and its switches at `POST /faults/:name`. */
export function controlsOf<State extends BaseState>(controls: Controls<State>): Hono {
  const { plant, switches } = controls;
  const app = new Hono();

  app.post('/faults/:name', async (c) => {
    const name = c.req.param('name');
    if (!Object.hasOwn(switches, name))
      return c.json({ error: `no fault ${name}; there are ${Object.keys(switches).join(', ')}` }, 404);
    const on = await switchPosition(c.req.raw);
    if (on === undefined)
      return c.json({ error: 'send {"on": true} or {"on": false} as application/json' }, 400);
    controls.switchFault(plant, name, on);
    return c.json({ fault: name, on });
  });

  app.get('/board', (c) =>
    c.json({ ...controls.board(), now: plant.now().toISOString(), ...switchesAndEffects(controls) }),
  );

  app.get('/', async (c) => c.html(await readFile(new URL('page.html', import.meta.url), 'utf8')));

  return app;
}

/** Each switch with its position, and what was done last, newest first. */
export function switchesAndEffects<State extends BaseState>({
  plant,
  switches,
}: Pick<Controls<State>, 'plant' | 'switches'>): {
  readonly faults: readonly { readonly name: string; readonly meaning: string; readonly on: boolean }[];
  readonly effects: readonly Effect[];
} {
  const on = plant.read().faults;
  return {
    faults: Object.entries(switches).map(([name, meaning]) => ({ name, meaning, on: on.includes(name) })),
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
export async function listen(app: Hono, port: number): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch: app.fetch });
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
