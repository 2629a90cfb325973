import { Hono } from 'hono';
import { controlsOf, listen, type RunningServer } from '../../kit/server.ts';
import { board } from './board.ts';
import { createDaemon, type Daemon, type Ports } from './daemon.ts';
import { switchFault } from './faults.ts';
import { furnish } from './host.ts';
import { outside } from './outside.ts';
import { FAULTS, UNITS, type UnitName } from './state.ts';
import type { Plant } from './store.ts';

/** What systemctl asks of the daemon. */
function systemd(daemon: Daemon): Hono {
  const app = new Hono();
  app.post('/:verb/:unit', async (c) => {
    const { verb, unit: name } = c.req.param();
    const unit = UNITS.find((each) => each === name);
    if (unit === undefined) return c.json({ error: 'no such unit' }, 404);
    if (verb === 'stop' || verb === 'restart') await daemon.stop(unit);
    if (verb === 'start' || verb === 'restart') await daemon.start(unit, true);
    return c.json({ done: true });
  });
  return app;
}

/** Listens on loopback only; port 0 takes a free one. What ran when the plant ended is started again. */
export async function startServer(plant: Plant, port: number, ports: Ports): Promise<RunningServer> {
  const daemon = createDaemon(plant, ports);
  const app = new Hono();
  app.route('/systemd', systemd(daemon));
  app.route('/', outside(plant));
  app.route('/', controlsOf({ plant, switches: FAULTS, switchFault, board: () => board(plant) }));
  const server = await listen(app, port);
  const units = settle(plant, server.url);
  furnish(plant.folder, `http://127.0.0.1:${ports.trader}`, plant.now());
  for (const unit of units) await daemon.start(unit, false);
  return {
    url: server.url,
    async stop() {
      await daemon.end();
      await server.stop();
    },
  };
}

/** Remembers where the plant answers. Answers which units are to run: all of them the first time. */
function settle(plant: Plant, url: string): readonly UnitName[] {
  return plant.change((state) => {
    const isNew = state.url === '';
    state.url = url;
    return UNITS.filter((unit) => isNew || state.units[unit].active);
  });
}
