import { Hono } from 'hono';
import { controlsOf, listen, type RunningServer } from '../../kit/server.ts';
import { admin } from './admin.ts';
import { board } from './board.ts';
import { startTls } from './certificate.ts';
import { switchFault } from './faults.ts';
import { hands } from './hands.ts';
import { furnish } from './host.ts';
import { site } from './site.ts';
import { FAULTS } from './state.ts';
import type { Plant } from './store.ts';
import { vendors } from './vendors.ts';

/** The world around the runbook, and the switches of the experimenter. */
export function createServer(plant: Plant): Hono {
  const app = new Hono();
  // First, so that a slow website does not slow the switches down.
  app.route('/', controlsOf({ plant, switches: FAULTS, switchFault, board: () => board(plant) }));
  for (const part of [vendors, admin, hands, site]) app.route('/', part(plant));
  return app;
}

/** Listens on loopback only; port 0 takes a free one. */
export async function startServer(plant: Plant, port: number, tlsPort: number): Promise<RunningServer> {
  const server = await listen(createServer(plant), port);
  furnish(plant.folder, server.url);
  plant.change((state) => {
    state.url = server.url;
  });
  const tls = await startTls(plant, tlsPort).catch(async (error: Error) => {
    await server.stop();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      await tls.stop();
      await server.stop();
    },
  };
}
