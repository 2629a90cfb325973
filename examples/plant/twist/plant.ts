// The simulated TWIST system: `node plant.ts serve|fault|clock|state|heal`.
import { plantCommand } from '../kit/command-line.ts';
import { switchFault } from './src/faults.ts';
import { FAULTS } from './src/state.ts';
import { openPlant } from './src/store.ts';

process.exitCode = await plantCommand({
  name: 'TWIST',
  prefix: 'TWIST',
  port: 4320,
  switches: FAULTS,
  open: openPlant,
  switchFault,
  serve: async (plant, port) => (await import('./src/server.ts')).startServer(plant, port),
});
