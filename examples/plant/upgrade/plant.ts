// The simulated upgrade system: `node plant.ts serve|fault|clock|state|heal`.
import { plantCommand } from '../kit/command-line.ts';
import { switchFault } from './src/faults.ts';
import { FAULTS } from './src/state.ts';
import { openPlant } from './src/store.ts';

/** Where its service and its database answer; the plant itself has a port of its own. */
const PORTS = {
  api: Number(process.env.UPGRADE_API_PORT ?? 4341),
  database: Number(process.env.UPGRADE_DATABASE_PORT ?? 4342),
};

process.exitCode = await plantCommand({
  name: 'the upgrade system',
  prefix: 'UPGRADE',
  port: 4340,
  switches: FAULTS,
  open: openPlant,
  switchFault,
  serve: async (plant, port) => (await import('./src/server.ts')).startServer(plant, port, PORTS),
});
