// The simulated flywheel: `node plant.ts serve|fault|clock|state|heal`.
import { plantCommand } from '../kit/command-line.ts';
import { switchFault } from './src/faults.ts';
import { healPlant } from './src/host.ts';
import { FAULTS } from './src/state.ts';
import { openPlant } from './src/store.ts';

/** Where its service answers; the plant itself has a port of its own. */
const PORTS = {
  service: Number(process.env.FLYWHEEL_SERVICE_PORT ?? 4331),
  metrics: Number(process.env.FLYWHEEL_METRICS_PORT ?? 4332),
};

process.exitCode = await plantCommand({
  name: 'the flywheel',
  prefix: 'FLYWHEEL',
  port: 4330,
  switches: FAULTS,
  open: openPlant,
  switchFault,
  heal: healPlant,
  serve: async (plant, port) => (await import('./src/server.ts')).startServer(plant, port, PORTS),
});
