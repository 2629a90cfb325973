// The simulated TokenForge: `node plant.ts serve|fault|clock|state|heal`.
import { plantCommand } from '../kit/command-line.ts';
import { switchFault } from './src/faults.ts';
import { healPlant } from './src/heal.ts';
import { FAULTS } from './src/state.ts';
import { openPlant } from './src/store.ts';

/** Where its website answers over TLS; everything else has the port of the plant. */
const TLS_PORT = Number(process.env.TOKENFORGE_TLS_PORT ?? 4351);

process.exitCode = await plantCommand({
  name: 'TokenForge',
  prefix: 'TOKENFORGE',
  port: 4350,
  switches: FAULTS,
  open: openPlant,
  switchFault,
  heal: healPlant,
  serve: async (plant, port) => (await import('./src/server.ts')).startServer(plant, port, TLS_PORT),
});
